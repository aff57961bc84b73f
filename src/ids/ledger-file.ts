/**
 * The ledger file: JSON with a line for each post. The rows are in the order of the hashes of their paths, so that two
 * branches that add posts seldom touch the same place. What a merge left behind is read all the same.
 */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { pathOf, strictTableOf } from '../base/schema.ts'
import { encodePage } from '../base/text.ts'
import type { Hash, Problem } from '../model.ts'
import { isAddress } from './addresses.ts'
import type { Ledger, Row } from './ledger.ts'

/** In the posts folder. It begins with a dot, so neither watcher nor reader takes it for a post. */
export const LEDGER_NAME = '.identity.json'

/** Counts up when the shape of a row changes. */
const VERSION = 2

const ABOUT = 'The ids and addresses of the posts. Commit this file, so that they never change.'

/** The first line of the file. */
export interface LedgerHead {
  /** The template of permalinks when the file was written. */
  readonly links?: string
  /** Slugs that several tags, authors or folders ask for: see site/slugs.ts. */
  readonly slugs?: Readonly<Record<string, string>>
}

export interface ReadLedger extends LedgerHead {
  readonly rows: Ledger
  /** What was wrong with the file, and is mended when it is written. */
  readonly problems: readonly Problem[]
}

/** The first and the last line of the file begin so. */
const HEAD = '{"about"'
const END = ']}'

/** In the order of the hashes of the paths: branches that add posts seldom touch the same lines. */
export function byHash(ledger: Ledger, hash: Hash): Ledger {
  const keyed = ledger.map((row): [key: string, row: Row] => [`${hash(row.path)} ${row.id}`, row])
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** @param head with the template of permalinks by which the posts got theirs */
export function formatLedger(ledger: Ledger, { links, slugs = {} }: LedgerHead): string {
  const kept = Object.keys(slugs).length === 0 ? undefined : slugs
  const head = JSON.stringify({ about: ABOUT, version: VERSION, links, slugs: kept })
  return `${head.slice(0, -1)},"posts":[\n${ledger.map(lineOf).join(',\n')}\n]}\n`
}

/** @throws {LedgerError} where rows would be lost */
export function parseLedger(text: string): ReadLedger {
  const whole = parseWhole(text)
  if (whole === undefined) return parseLines(text)
  const { version, posts } = whole
  checkVersion(version)
  if (!Array.isArray(posts))
    throw new LedgerError('The ledger of ids was changed: "posts" is no list.', RESTORE)
  const problems: Problem[] = []
  const rows = posts.map((row, index) => readRow(row, undefined, `"posts.${index}"`, problems))
  return { rows, ...headOf(whole), problems: [...problems, ...doubled(rows)] }
}

function parseWhole(text: string): { [key: string]: unknown } | undefined {
  const content = parseJson(text)
  if (content === undefined) return undefined
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content }
  throw new LedgerError('The ledger of ids was changed: it is no table.', RESTORE)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function checkVersion(version: unknown): void {
  if (version === VERSION) return
  throw new LedgerError(
    'Another version of dropfeed wrote the ledger of ids.',
    'Use that version, or a newer one.',
  )
}

function headOf({ links, slugs }: { readonly [key: string]: unknown }): LedgerHead {
  const named = typeof slugs === 'object' && slugs !== null ? Object.entries(slugs) : []
  const known = named.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return {
    ...(typeof links === 'string' ? { links } : {}),
    ...(known.length > 0 ? { slugs: Object.fromEntries(known) } : {}),
  }
}

/** Of a merge conflict. Between the second and the third git shows the rows before both branches (diff3). */
const MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/

/** Reads the rows one by one, of a file with the marks of a merge or without commas. Rows of both sides are kept. */
function parseLines(text: string): ReadLedger {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }))
  const mark = lines.find(({ line }) => MARK.test(line))
  const kept = withoutMarks(lines)
  const head = parseWhole(`${kept.find(({ line }) => line.startsWith(HEAD))?.line}]}`)
  if (head === undefined || !kept.some(({ line }) => line === END)) throw cutOff()
  checkVersion(head.version)
  const problems = [mended(mark?.number)]
  const rows = kept
    .filter(({ line }) => line !== '' && line !== END && !line.startsWith(HEAD))
    .map(({ line, number }) => {
      const row = parseJson(line.replace(/,$/, ''))
      if (row === undefined) throw cutOff(number)
      return readRow(row, number, 'the row', problems)
    })
  return { rows, ...headOf(head), problems: [...problems, ...doubled(rows)] }
}

interface Line {
  readonly line: string
  readonly number: number
}

function withoutMarks(lines: readonly Line[]): Line[] {
  let isBase = false
  return lines.filter(({ line }) => {
    if (!MARK.test(line)) return !isBase
    isBase = line.startsWith('|')
    return false
  })
}

function cutOff(line?: number): LedgerError {
  return new LedgerError('The ledger of ids is not valid JSON: it was cut off or edited.', RESTORE, line)
}

/** Paths that two rows have with different ids. */
function doubled(rows: readonly Row[]): Problem[] {
  const byPath = Map.groupBy(rows, ({ path }) => path)
  byPath.delete('')
  const found = [...byPath].filter(([, [first, ...others]]) => others.some(({ id }) => id !== first?.id))
  return found.map(([path]) => {
    const what = `The ledger of ids has two ids for "${path}". The first one stays.`
    return problemOf('warning', { what, fix: MENDED })
  })
}

function mended(line: number | undefined): Problem {
  const what = line === undefined ? 'is not valid JSON' : 'has the marks of a merge conflict'
  return problemOf('warning', {
    what: `The ledger of ids ${what}. All its rows were read.`,
    fix: MENDED,
    line,
  })
}

/** The keys of a row in the file, in their order. `slug` and `was` are the row's `asked` and `former`. */
const KEYS = 'path id address slug was day first gone iri adopted text sketch'.split(' ')

/** A row as it stands in the file, without the comma. */
function lineOf({ asked, former = [], ...row }: Row): string {
  // an address whose origin is not known is marked, or it would look like one that was asked for without a slug
  const slug = asked === undefined ? null : asked.slug
  return JSON.stringify(
    { ...row, slug: row.address && slug, was: former.length === 0 ? undefined : former },
    KEYS,
  )
}

/** A ledger that cannot be used. Nothing may be published without it: posts would get other ids. */
export class LedgerError extends Error {
  readonly problem: Problem
  constructor(what: string, fix: string, line?: number) {
    super(what)
    this.name = 'LedgerError'
    const why = 'Without it posts would get other ids, and every subscriber would see them again.'
    this.problem = problemOf('error', { what, why, fix, line })
  }
}

const RESTORE = `Restore its last good version: git checkout -- ${LEDGER_NAME}`

const MENDED = 'The next build or server writes the file again; commit it.'

const optionalText = v.optional(v.string())
const optionalTrue = v.optional(v.literal(true))

const FILE_ROW = strictTableOf({
  path: v.string(),
  id: v.pipe(v.string(), v.nonEmpty()),
  address: optionalText,
  slug: v.optional(v.nullable(v.string())),
  was: v.optional(v.array(v.string()), []),
  day: optionalText,
  first: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  gone: optionalTrue,
  iri: optionalText,
  adopted: optionalTrue,
  text: v.string(),
  sketch: v.string(),
})

/**
 * @param name of the row in the message
 * @throws {LedgerError} if it is none
 */
function readRow(value: unknown, line: number | undefined, name: string, problems: Problem[]): Row {
  const parsed = v.safeParse(FILE_ROW, value, { abortEarly: true })
  if (!parsed.success) {
    const [field] = pathOf(parsed.issues[0])
    const wrong = field === undefined ? name : `${quote(field)} of ${name}`
    throw new LedgerError(`The ledger of ids was changed: ${wrong} is wrong.`, RESTORE, line)
  }
  const { address, slug, was, ...row } = parsed.output
  const isSafe = address === undefined || isAddress(address)
  if (!isSafe) problems.push(unsafeAddress(row.path, address, line))
  const former = was.filter((page) => isAddress(encodePage(page.toWellFormed())))
  return defined({
    ...row,
    address: isSafe ? address : undefined,
    // `null`: it is not known what the post got its address by
    asked: isSafe && address !== undefined && slug !== null ? defined({ path: row.path, slug }) : undefined,
    former: former.length === 0 ? undefined : former,
  })
}

function unsafeAddress(path: string, address: string | undefined, line: number | undefined): Problem {
  const what = `The address of "${path}" in the ledger of ids is no address of a page (${quote(address)}). It was left out.`
  return problemOf('warning', { what, fix: MENDED, line })
}

function problemOf(
  severity: Problem['severity'],
  { line, ...words }: Pick<Problem, 'what' | 'why' | 'fix'> & { readonly line?: number | undefined },
): Problem {
  return defined({ severity, path: LEDGER_NAME, ...words, line })
}
