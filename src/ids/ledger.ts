/**
 * What the project remembers of posts between two runs, and the text of the file that holds it: JSON with a
 * line for each post, sorted by path, so that a new post is one new line in a diff and a rename is one line
 * that moved.
 */
import * as v from 'valibot'
import { pathOf, strictTableOf, tableOf } from '../base/schema.ts'
import type { PostHead, Problem } from '../model.ts'

/** A post as far as one post can be told from another: enough to know it again under another name. */
export interface Features {
  /** Relative to the posts folder, with `/`; `''` in the ledger where another post has taken its place. */
  readonly path: string
  /** Publication instant (RFC 3339). */
  readonly date: string
  readonly slug: string
  /** Hash of the text. */
  readonly text: string
  /** See likeness.ts. */
  readonly sketch: string
}

/** The paths of all files of posts: a draft or a broken post keeps its row, whatever looks like it. */
export type Paths = Pick<ReadonlySet<string>, 'has'>

/** A post, and what tells it from others. */
export interface Candidate {
  readonly post: PostHead
  readonly features: Features
}

/** What the ledger knows of one post that is there, or was there once. */
export interface Row extends Features {
  readonly id: string
  /** The identity as the front matter spells it, where that is not the id. */
  readonly name?: string
  /** Stands for an id that is no IRI where only an IRI may be (Atom). */
  readonly iri?: string
  /** The id comes from an old feed, whose subscribers know it: it is kept letter by letter. */
  readonly adopted?: true
}

/** A row with its fields in the order in which the file has them. */
function inOrder({ path, id, name, iri, adopted, date, slug, text, sketch }: Row) {
  return { path, id, name, iri, adopted, date, slug, text, sketch } satisfies Record<keyof Row, unknown>
}

/** Sorted by path, then id. */
export type Ledger = readonly Row[]

export const EMPTY_LEDGER: Ledger = []

/**
 * Name of the file in the posts folder. It begins with a dot, so neither watcher nor reader takes it for a
 * post.
 */
export const LEDGER_NAME = '.identity.json'

const ABOUT = 'The ids of the posts. Commit this file: with it, subscribers never see a renamed post twice.'

/** Counts up if the shape of a row changes. */
const VERSION = 1

const row = strictTableOf({
  path: v.string(),
  id: v.pipe(v.string(), v.nonEmpty()),
  name: v.exactOptional(v.string()),
  iri: v.exactOptional(v.string()),
  adopted: v.exactOptional(v.literal(true)),
  date: v.string(),
  slug: v.string(),
  text: v.string(),
  sketch: v.string(),
})

const file = tableOf({ version: v.literal(VERSION), posts: v.array(row) })

/** The fields of the rows of most ledgers, all of them. */
const PLAIN = ['path', 'id', 'date', 'slug', 'text', 'sketch'] as const satisfies readonly (keyof Row)[]

/** Whether {@link file} takes a value as it is: found out sooner than it does, and not of every value that it takes. */
function isPlainFile(value: unknown): value is { readonly posts: Row[] } {
  if (typeof value !== 'object' || value === null || !('posts' in value) || !('version' in value))
    return false
  return value.version === VERSION && Array.isArray(value.posts) && value.posts.every(isPlainRow)
}

function isPlainRow(value: Readonly<Record<string, unknown>> | null): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== PLAIN.length) return false
  return PLAIN.every((field) => typeof value[field] === 'string') && value.id !== ''
}

/** A ledger that cannot be used. Nothing may be published without it: other ids would be minted. */
export class LedgerError extends Error {
  readonly problem: Problem
  constructor(what: string, fix: string, line?: number) {
    super(what)
    this.name = 'LedgerError'
    const why = 'Without it posts would get other ids, and every subscriber would see them again.'
    this.problem = {
      severity: 'error',
      path: LEDGER_NAME,
      what,
      why,
      fix,
      ...(line === undefined ? {} : { line }),
    }
  }
}

/** @throws {LedgerError} saying what is wrong and what to do */
export function parseLedger(text: string): Ledger {
  const conflict = /^(<{7}|={7}|>{7})/m.exec(text)
  if (conflict !== null) {
    const fix =
      'Keep the lines of both sides (each is one post), and delete the marks <<<<<<<, ======= and >>>>>>>.'
    throw new LedgerError(
      'The ledger of ids contains the marks of a merge conflict.',
      fix,
      lineAt(text, conflict.index),
    )
  }
  const content = parseJson(text)
  if (isPlainFile(content)) return content.posts.sort(byPath)
  const result = v.safeParse(file, content)
  if (result.success) return result.output.posts.sort(byPath)
  const place = placeOf(result.issues[0])
  if (place === 'version')
    throw new LedgerError('Another version of dropfeed wrote the ledger of ids.', 'Use that version.')
  throw new LedgerError(`The ledger of ids was changed: "${place}" is wrong.`, RESTORE)
}

/** Of a row with a field too many it is the row. */
function placeOf(issue: v.BaseIssue<unknown>): string {
  const path = pathOf(issue)
  return (issue.type === 'never' ? path.slice(0, -1) : path).join('.')
}

const RESTORE = `Restore its last good version: git checkout -- ${LEDGER_NAME}`

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1]
    const line = position === undefined ? undefined : lineAt(text, Number(position))
    throw new LedgerError('The ledger of ids is not valid JSON: it was cut off or edited.', RESTORE, line)
  }
}

/** Counted from 1. */
function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

export function byPath(a: Row, b: Row): number {
  return a.path === b.path ? (a.id < b.id ? -1 : 1) : a.path < b.path ? -1 : 1
}

/** A row as it stands in the file: a line, without the comma. */
function lineOf(row: Row): string {
  return JSON.stringify(inOrder(row))
}

export function formatLedger(ledger: Ledger): string {
  return [...piecesOf(ledger)].join('')
}

/** The same text a line at a time: that of 100,000 posts has some 30 MB. */
export function* piecesOf(ledger: Ledger): Generator<string> {
  yield `{"about": ${JSON.stringify(ABOUT)}, "version": ${VERSION}, "posts": [\n`
  for (const [index, row] of ledger.entries()) {
    if (index > 0) yield ',\n'
    yield lineOf(row)
  }
  yield '\n]}\n'
}

export function isSameRow(a: Row, b: Row): boolean {
  return a === b || lineOf(a) === lineOf(b)
}

export function isSameLedger(a: Ledger, b: Ledger): boolean {
  return a.length === b.length && a.every((row, index) => isSameRow(row, b[index] ?? row))
}

/**
 * Two ledgers of one folder as one, where the file was changed by another (git, adopt) while a server ran:
 * `fresh` wins for the paths and ids that it knows, and nothing else is lost.
 */
export function mergeLedgers(fresh: Ledger, older: Ledger): Ledger {
  if (older.length === 0) return fresh
  const ids = new Set(fresh.map(({ id }) => id))
  const paths = new Set(fresh.map(({ path }) => path).filter((path) => path !== ''))
  const missing = older.filter(({ id, path }) => !ids.has(id) && !paths.has(path))
  return missing.length === 0 ? fresh : [...fresh, ...missing].sort(byPath)
}
