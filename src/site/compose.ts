/**
 * Composes posts: each with its text rendered, every address absolute, and its slice of each format measured. What comes
 * of it is stored in `rendered`, `reference`, `diagnostic` and `post.state`.
 */
import type { Addressed } from '../addresses.ts'
import { encodeFormats } from '../compile/encode.ts'
import { composeEntry } from '../compile/entry.ts'
import { rfc3339 } from '../dates.ts'
import { formatNamed } from '../formats/index.ts'
import type { ContentMode, Entry, FormatName, Instant, Post, PostHead, Problem, Shown } from '../model.ts'
import { eachFormat } from '../paths.ts'
import type { Context } from './context.ts'
import { type Database, first } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { effectiveUpdate } from './listed.ts'
import { urlOf } from './permalinks.ts'
import {
  directoryOf,
  linksStand,
  putReferences,
  type ReferenceRow,
  referenceRows,
  removeReferences,
} from './references.ts'
import { POST_STATES } from './schema.ts'

/** The bytes of one entry in one format. */
export interface Slice {
  readonly hash: string
  /** In bytes. */
  readonly length: number
}

/** What feeds need to know of an entry besides its bytes. */
export interface Writing {
  readonly content: ContentMode
  readonly shown: Shown
  readonly slices: Readonly<Record<FormatName, Slice>>
}

/** A row of `rendered` without its post. */
interface RenderedRow {
  /** An Entry as JSON. */
  readonly entry: string
  /** A Writing as JSON. */
  readonly writing: string
  /** In bytes, in the largest format, so that every format holds the same posts. */
  readonly size: number
}

/** The rows of a post that was composed: as they travel between threads. */
export interface ComposedPost {
  readonly path: string
  /** Absent where the post has to be left out. */
  readonly rendered?: RenderedRow
  readonly problems: readonly Problem[]
  readonly references: readonly ReferenceRow[]
}

interface AddressedRow {
  readonly head: string
  readonly body: string
  readonly updated_line: number | null
  readonly id: string
  readonly iri: string | null
  readonly address: string
  readonly slug: string
}

/** Composes a post; undefined where it has no address. Reads the database, and changes nothing. */
export function composePost(context: Context, path: string, now: Instant): ComposedPost | undefined {
  const addressed = addressedPost(context, path)
  if (addressed === undefined) return undefined
  const { working = (_, action) => action() } = context
  return working(path, () => composeAddressed(context, addressed, now))
}

function composeAddressed(context: Context, addressed: AddressedPost, now: Instant): ComposedPost {
  const { site, hash } = context
  const around = { site, hash, now, directory: directoryOf(context) }
  const { entry, problems: met, lookups, wikiNames } = composeEntry(withUpdate(addressed, now), around)
  const references = referenceRows({ lookups, wikiNames })
  const problems = [...earlyUpdate(addressed, now), ...met]
  const rendered = entry === undefined ? {} : { rendered: toRow(context, entry) }
  return { path: addressed.post.path, ...rendered, problems, references }
}

function withUpdate<P extends AddressedPost>(addressed: P, now: Instant): P {
  const { post } = addressed
  return { ...addressed, post: { ...post, updated: effectiveUpdate(post, now) } }
}

function earlyUpdate({ post, updatedLine }: AddressedPost, now: Instant): Problem[] {
  const { path, published, updated } = post
  if (effectiveUpdate(post, now) === updated || updated === published) return []
  return [
    {
      severity: 'warning',
      path,
      ...(updatedLine === null ? {} : { line: updatedLine }),
      what: `The post says that it was updated in the future (${rfc3339(updated).slice(0, 10)}).`,
      why: 'Readers would keep it at the top, so until then it counts as not updated.',
      fix: 'Correct the date; a post that is to appear later has that instant as its "date".',
    },
  ]
}

interface AddressedPost extends Addressed<Post> {
  readonly updatedLine: number | null
}

function addressedPost({ db, site }: Context, path: string): AddressedPost | undefined {
  const row = first<AddressedRow>(
    db,
    `select head, body, updated_line, id, iri, address, folder.slug from post
     join entry on entry.path = post.path and here = 1 join folder on folder.path = post.folder
     where post.path = ? and address is not null`,
    path,
  )
  if (row === undefined) return undefined
  const head: PostHead = JSON.parse(row.head)
  return {
    post: { ...head, body: row.body },
    identity: row.iri === null ? { id: row.id } : { id: row.id, iri: row.iri },
    folder: row.slug,
    url: urlOf(row.address, site),
    updatedLine: row.updated_line,
  }
}

/** The slice of an entry in a format. */
export function writeSlice(entry: Entry, format: FormatName, { site }: Pick<Context, 'site'>): string {
  return formatNamed[format].entry(entry, site)
}

function toRow(context: Context, entry: Entry): RenderedRow {
  const writing = measure(context, entry)
  const { rss, atom, json } = writing.slices
  const size = Math.max(rss.length, atom.length, json.length)
  return { entry: JSON.stringify(entry), writing: JSON.stringify(writing), size }
}

function measure({ site, hash }: Context, entry: Entry): Writing {
  const bytes = encodeFormats(eachFormat((name) => writeSlice(entry, name, { site })))
  const { content, authors, language, image, enclosures, podcast } = entry
  return {
    content,
    shown: {
      content,
      authors,
      enclosures,
      ...(language === undefined ? {} : { language }),
      ...(image === undefined ? {} : { image }),
      ...(podcast === undefined ? {} : { podcast }),
    },
    slices: eachFormat((name) => ({ hash: hash(bytes[name]), length: bytes[name].length })),
  }
}

/**
 * Composes a post and stores what comes of it.
 * @param keepsLastGood whether the entry that it had stands in for one that cannot be composed
 */
export function compose(context: Context, path: string, now: Instant, keepsLastGood: boolean): void {
  const { db } = context
  const composed = composePost(context, path, now)
  const isRefused = composed !== undefined && composed.rendered === undefined
  const kept = isRefused && keepsLastGood ? lastGood(context, path, now) : undefined
  if (composed === undefined) removeComposed(db, path)
  else if (kept === undefined) putComposed(db, composed)
  else keepEntry(context, composed, kept)
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

function keepEntry(context: Context, { path, problems, references }: ComposedPost, entry: Entry): void {
  const { db } = context
  putReferences(db, path, references)
  putDiagnostics(db, 'compose', [path], problems)
  putRendered(db, path, toRow(context, entry))
  db.run('update post set state = ? where path = ?', POST_STATES.kept, path)
}

/** Stores what came of composing a post. */
export function putComposed(db: Database, { path, rendered, problems, references }: ComposedPost): void {
  removeReferences(db, path)
  putReferences(db, path, references)
  putDiagnostics(db, 'compose', [path], problems)
  const state = rendered === undefined ? POST_STATES.refused : POST_STATES.ready
  db.run('update post set state = ? where path = ?', state, path)
  if (rendered === undefined) removeRendered(db, path)
  else putRendered(db, path, rendered)
}

function putRendered(db: Database, path: string, { entry, writing, size }: RenderedRow): void {
  db.run(
    'insert or replace into rendered (path, entry, writing, size) values (?, ?, ?, ?)',
    ...[path, entry, writing, size],
  )
}

function removeComposed(db: Database, path: string): void {
  removeReferences(db, path)
  putDiagnostics(db, 'compose', [path], [])
  removeRendered(db, path)
}

function removeRendered(db: Database, path: string): void {
  db.run('delete from rendered where path = ?', path)
}
