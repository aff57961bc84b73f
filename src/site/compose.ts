/**
 * Composes posts: each with its text rendered and every address absolute. What comes of it is stored
 * in `rendered`, `reference`, `diagnostic` and `post.state`.
 */

import { rfc3339 } from '../base/dates.ts'
import { defined } from '../base/defined.ts'
import { composeEntry } from '../compose/entry.ts'
import type { LinkContext } from '../compose/link-context.ts'
import { type Addressed, urlOf } from '../ids/addresses.ts'
import type { Entry, Instant, Post, PostHead, Problem } from '../model.ts'
import { type Context, type Database, first } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { effectiveUpdate } from './listed.ts'
import {
  directoryOf,
  linksStand,
  putReferences,
  type ReferenceRow,
  referenceRows,
  removeReferences,
} from './references.ts'
import { POST_STATES } from './schema.ts'
import { putAside, writeEntry } from './written.ts'

/** A post that was composed. */
export interface ComposedPost {
  readonly path: string
  /** Absent where the post has to be left out. */
  readonly entry?: Entry
  readonly problems: readonly Problem[]
  readonly references: readonly ReferenceRow[]
}

/** The rows of a post that was composed, as they travel between threads. */
export interface ComposedRows extends Omit<ComposedPost, 'entry'> {
  readonly isUsable: boolean
  /** An Entry as JSON, where it is kept. */
  readonly rendered?: string
  /** Where its bytes are: see written.ts. */
  readonly written?: string
}

interface AddressedRow {
  readonly head: string
  readonly markdown: string
  readonly id: string
  readonly iri: string | null
  readonly address: string
  readonly slug: string
}

/**
 * Composes a post; undefined where it has no address. Reads the database, and changes nothing.
 * @param directory of the site as it is: posts that are composed together share it
 */
export function composePost(
  context: Context,
  path: string,
  now: Instant,
  directory = directoryOf(context),
): ComposedPost | undefined {
  const addressed = addressedPost(context, path)
  if (addressed === undefined) return undefined
  const { working = (_, action) => action() } = context
  return working(path, () => composeAddressed(context, addressed, { now, directory }))
}

function composeAddressed(
  { site, hash }: Context,
  addressed: Addressed<Post>,
  { now, directory }: Pick<LinkContext, 'now' | 'directory'>,
): ComposedPost {
  const around = { site, hash, now, directory }
  const { post: written } = addressed
  const post = { ...written, updated: effectiveUpdate(written, now) }
  const { entry, problems, lookups, wikiNames } = composeEntry({ ...addressed, post }, around)
  return defined({
    path: post.path,
    entry,
    problems: [...earlyUpdate(written, now), ...problems],
    references: referenceRows({ lookups, wikiNames }),
  })
}

/**
 * The rows of a composed post.
 * @param keepsEntry whether the `rendered` table takes its entry
 */
export function rowsOf(
  { entry, ...rest }: ComposedPost,
  context: Context,
  keepsEntry: boolean,
): ComposedRows {
  if (entry === undefined) return { ...rest, isUsable: false }
  const { scratch } = context
  return defined({
    ...rest,
    isUsable: true,
    rendered: keepsEntry ? JSON.stringify(entry) : undefined,
    written: scratch && putAside(writeEntry(entry, context), scratch),
  })
}

function earlyUpdate(post: Post, now: Instant): Problem[] {
  const { path, published, updated, updatedLine: line } = post
  if (effectiveUpdate(post, now) === updated || updated === published) return []
  return [
    defined({
      severity: 'warning' as const,
      path,
      line,
      what: `The post says that it was updated in the future (${rfc3339(updated).slice(0, 10)}).`,
      why: 'Readers would keep it at the top, so until then it counts as not updated.',
      fix: 'Correct the date; a post that is to appear later has that instant as its "date".',
    }),
  ]
}

function addressedPost({ db, site }: Context, path: string): Addressed<Post> | undefined {
  const row = first<AddressedRow>(
    db,
    `select head, markdown, id, iri, address, folder.slug from post join body using (path)
     join entry on entry.path = post.path and here = 1 join folder on folder.path = post.folder
     where post.path = ? and address is not null`,
    path,
  )
  if (row === undefined) return undefined
  const head: PostHead = JSON.parse(row.head)
  return {
    post: { ...head, body: row.markdown },
    identity: row.iri === null ? { id: row.id } : { id: row.id, iri: row.iri },
    folder: row.slug,
    url: urlOf(row.address, site),
  }
}

/**
 * Composes a post and stores what comes of it.
 * @param keepsLastGood whether the entry that it had stands in for one that cannot be composed
 */
export function compose(context: Context, path: string, now: Instant, keepsLastGood: boolean): void {
  const composed = composePost(context, path, now)
  const isRefused = composed !== undefined && composed.entry === undefined
  const kept = isRefused && keepsLastGood ? lastGood(context, path, now) : undefined
  if (composed === undefined) removeComposed(context.db, path)
  else putComposed(context.db, rowsOf(composed, context, true), kept)
}

/** The entry that a post had, at the address that it has now; undefined where it shows a post that is not public. */
function lastGood(context: Context, path: string, now: Instant): Entry | undefined {
  const row = first<{ entry: string }>(context.db, 'select entry from rendered where path = ?', path)
  const addressed = addressedPost(context, path)
  if (row === undefined || addressed === undefined || !linksStand(context, path, now)) return undefined
  const { identity, url, folder } = addressed
  const entry: Entry = JSON.parse(row.entry)
  return { ...entry, ...identity, url, folder: addressed.post.folder, folderSlug: folder }
}

/** Stores what came of composing a post. @param kept the entry that stands in for a post that cannot be used */
export function putComposed(db: Database, rows: ComposedRows, kept?: Entry): void {
  const { path, isUsable, written, problems, references } = rows
  // the entry that stands in names what it named before
  if (kept === undefined) removeReferences(db, path)
  putReferences(db, path, references)
  putDiagnostics(db, 'compose', [path], problems)
  const { ready, refused, kept: keptState } = POST_STATES
  const state = kept !== undefined ? keptState : isUsable ? ready : refused
  db.run('update post set state = ? where path = ?', state, path)
  removeRendered(db, path)
  const rendered = kept === undefined ? rows.rendered : JSON.stringify(kept)
  if (rendered !== undefined) putRendered(db, path, rendered)
  if (written !== undefined) db.run('insert into written (path, place) values (?, ?)', path, written)
}

function putRendered(db: Database, path: string, entry: string): void {
  db.run('insert or replace into rendered (path, entry) values (?, ?)', path, entry)
}

/** Removes what came of composing a post that is gone. */
export function removeComposed(db: Database, path: string): void {
  removeReferences(db, path)
  putDiagnostics(db, 'compose', [path], [])
  removeRendered(db, path)
}

/** The newest posts whose entries are kept: others are composed again when they are needed. */
export const MAX_RENDERED = 4000

/** Forgets the entries of older posts. */
export function forgetRendered(db: Database, most = MAX_RENDERED): void {
  db.run(
    `delete from rendered where path in (select path from post where state = ${POST_STATES.ready}
     order by published desc limit -1 offset ?)`,
    most,
  )
}

function removeRendered(db: Database, path: string): void {
  db.run('delete from rendered where path = ?', path)
  db.run('delete from written where path = ?', path)
}

/** Keeps the entry of a post that is about to change: it may have to stand in for what the post becomes. */
export function keepRendered(context: Context, path: string, now: Instant): void {
  const { db } = context
  const isReady = `select 1 from post where path = ?1 and state = ${POST_STATES.ready}
    and not exists (select 1 from rendered where path = ?1)`
  if (first(db, isReady, path) === undefined) return
  const entry = composePost(context, path, now)?.entry
  if (entry !== undefined) putRendered(db, path, JSON.stringify(entry))
}
