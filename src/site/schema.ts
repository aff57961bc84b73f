/**
 * The tables of a site. The cache is thrown away whenever code, configuration or schema have another fingerprint; the
 * state is migrated and never dropped. Instants are milliseconds since 1970, flags are 0 or 1, and every table is
 * STRICT, because the two engines bind numbers differently.
 */
import { type Database, first, setStateValue, stateValue } from './database.ts'

/** What is known of the folder, and what follows from it. */
export const CACHE = [
  // a file of the folder; `stamp` is what the folder compares to see that it is unchanged, `kind` is 'post' or 'media',
  // `nfc` its path with composed letters where that is another one, `wiki` its name in wiki links, `unmeasured` 1 while
  // its playing time is not known
  `create table file (
    path text primary key, kind text not null, stamp text, nfc text, wiki text not null, media text,
    unmeasured integer not null default 0
  ) strict, without rowid`,
  'create index file_nfc on file (nfc) where nfc is not null',
  'create index file_wiki on file (wiki)',
  'create index file_unmeasured on file (path) where unmeasured = 1',

  // a readable post; `head` is its front matter as a PostHead in JSON, `name` the id that it gives, `wanted` the
  // address that it asks for, `web` and `page` the keys of the address that it has, `state` one of POST_STATES,
  // `version` the change of the site (see versions.ts) that changed its page
  `create table post (
    path text primary key, head text not null, published integer not null,
    updated integer not null, expires integer, folder text not null, name text,
    wanted text, web text, page text,
    text text not null, sketch text not null, state integer not null, version integer not null default 0
  ) strict`,
  // the Markdown of a post, apart: SQLite writes a whole row for each column that changes, and reads past it
  'create table body (path text primary key, markdown text not null) strict',
  'create index post_wanted on post (wanted)',
  'create index post_web on post (web)',
  'create index post_page on post (page)',
  'create index post_name on post (name) where name is not null',
  'create index post_folder on post (folder, published)',
  'create index post_published on post (published)',
  'create index post_updated on post (updated)',
  'create index post_expires on post (expires) where expires is not null',
  // the states of POST_STATES in which few posts are
  'create index post_waiting on post (path) where state = 0',
  'create index post_refused on post (path) where state = 2',
  'create index post_kept on post (path) where state = 3',

  // a folder that holds posts, and the path of slugs that addresses have for it
  'create table folder (path text primary key, slug text) strict, without rowid',

  // something to report to the publisher, as a Problem in JSON; `stage` is the step that found it
  `create table diagnostic (
    path text not null, stage text not null, number integer not null, problem text not null,
    primary key (path, stage, number)
  ) strict, without rowid`,

  // a post names something: `name` as it looks it up, `key` what a change of the named thing looks for, `found` what
  // was there, in JSON, `file` its path where it is a file
  `create table reference (
    path text not null, name text not null, key text not null, found text, file text, primary key (path, name)
  ) strict, without rowid`,
  'create index reference_file on reference (file) where file is not null',
  'create index reference_key on reference (key)',
  `create index reference_hidden on reference (path) where found = '"hidden"'`,

  // a composed post: an Entry in JSON; a bounded cache of the newest, and of those that stand in for others
  'create table rendered (path text primary key, entry text not null) strict, without rowid',

  // where a build that is at work has put the bytes of a post aside: see written.ts
  'create table written (path text primary key, place text not null) strict, without rowid',

  // a feed: `key` is what its posts share, `name` how the oldest of them writes it; `version` is
  // the change of the site that changed its documents, `posts` counts them, `has_room` is 0 where the site has no room for it
  `create table feed (
    number integer primary key, kind text not null, key text not null, name text not null, base text,
    since integer, posts integer not null, version integer not null, changed integer, has_room integer not null,
    unique (kind, key)
  ) strict`,
  'create index feed_base on feed (base)',

  // a post is in a feed, newest first: a window is a range scan
  `create table membership (
    feed integer not null, published integer not null, id text not null, path text not null,
    length integer not null, expires integer, primary key (feed, published desc, id)
  ) strict, without rowid`,
  'create index membership_path on membership (path)',
  'create index membership_expires on membership (feed, expires) where expires is not null',

  // a page of the archive, from its oldest entry on; numbers count from 0, the oldest page; `version` is the change of
  // the site that changed it
  `create table archive_page (
    number integer primary key, published integer not null, id text not null, version integer not null
  ) strict`,

  'create table cache_value (name text primary key, value text) strict, without rowid',
] as const

/** What may not be lost. */
export const STATE = [
  // the id and the permalink of a post: see ids/ledger.ts. `page_path` is the decoded path of its address on this site,
  // `asked_path` and `asked_slug` say by what it got the address, `since` when it is public, `first`
  // the date of a post that names none; `here` is 1 while the post is
  // in the folder and usable, `gone` is 1 once its file was deleted
  `create table entry (
    id text primary key, path text not null, address text, page_path text,
    asked_path text, asked_slug text, since integer, day text, first text, iri text, adopted integer not null,
    text text not null, sketch text not null, here integer not null, gone integer not null
  ) strict`,
  'create index entry_path on entry (path)',
  'create index entry_iri on entry (iri) where iri is not null',
  'create index entry_address on entry (address)',
  'create index entry_page on entry (page_path)',
  'create index entry_away on entry (text) where here = 0',
  'create index entry_held on entry (path) where here = 0 and gone = 0',
  'create index entry_gone on entry (id) where gone = 1',
  'create index entry_here on entry (path) where here = 1 and address is not null',

  // a decoded path at which a post was before
  'create table former (page text not null, id text not null, primary key (page, id)) strict, without rowid',
  'create index former_id on former (id)',

  // a document as it was served last: a ServedDocument in JSON, so that dates never go back and deltas reach further;
  // those that were served last have the highest numbers
  'create table document (path text primary key, served text not null, number integer not null) strict',
  'create index document_number on document (number)',

  'create table state_value (name text primary key, value text) strict, without rowid',
] as const

/** Counts up when a table of the state changes; then {@link createState} has a step that changes the table, too. */
const STATE_VERSION = '3'

/** The name of the version in `state_value`. */
const VERSION = 'version'

/** How far a post has come. */
export const POST_STATES = {
  /** It is not composed yet: it may still turn out to be unusable. */
  waiting: 0,
  ready: 1,
  /** Its text does not render, or a file that it offers is missing: no feed holds it. */
  refused: 2,
  /** It is refused as it is now; its last good version stands in for it, as `rendered` has it. */
  kept: 3,
} as const

/**
 * Creates the tables that are missing.
 * @param schema of an attached database, where the tables are not in the main one
 */
export function createTables(db: Database, statements: readonly string[], schema?: string): void {
  const within = schema === undefined ? '' : `${schema}.`
  for (const statement of statements)
    db.run(statement.replace(/^create (table|index) /, `create $1 if not exists ${within}`))
}

/**
 * Creates the tables of the state that are missing.
 * @throws an Error in plain words if another version of dropfeed has written them: they are left as they are
 */
export function createState(db: Database): void {
  const isThere = first(db, "select 1 from sqlite_master where name = 'state_value'") !== undefined
  const version = isThere ? stateValue(db, VERSION) : undefined
  if (version !== undefined && version !== STATE_VERSION)
    throw new Error('Another version of dropfeed wrote the state of this site')
  db.transaction(() => {
    createTables(db, STATE)
    setStateValue(db, VERSION, STATE_VERSION)
  })
}

/** Removes every table of the cache; the state stays. */
export function dropCache(db: Database): void {
  for (const statement of CACHE) {
    const table = /^create table (\w+)/.exec(statement)?.[1]
    if (table !== undefined) db.run(`drop table if exists ${table}`)
  }
}
