/** A row of the ledger file: how it is written, and what is read of it. */

import { quote } from '../base/problem.ts'
import { encodePage } from '../base/text.ts'
import type { Problem } from '../model.ts'
import { isAddress } from './addresses.ts'
import type { Row } from './ledger.ts'

/** In the posts folder. It begins with a dot, so neither watcher nor reader takes it for a post. */
export const LEDGER_NAME = '.identity.json'

/** A row as a file has it. */
export interface ReadRow extends Row {
  /** Of version 1, which had no addresses: what the post's permalink was made of. */
  readonly made?: { readonly slug: string; readonly date: string }
}

/** A row as it stands in the file, without the comma. */
export function lineOf({
  path,
  id,
  address,
  asked,
  former,
  day,
  gone,
  iri,
  adopted,
  text,
  sketch,
}: Row): string {
  const slug = asked?.slug
  // an address whose origin is not known is marked, or it would look like one that was asked for without a slug
  const isOld = address !== undefined && asked === undefined
  const origin = isOld ? { slug: null } : slug === undefined ? {} : { slug }
  const was = former === undefined || former.length === 0 ? {} : { was: former }
  return JSON.stringify({ path, id, address, ...origin, ...was, day, gone, iri, adopted, text, sketch })
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

export const RESTORE = `Restore its last good version: git checkout -- ${LEDGER_NAME}`

export const MENDED = 'The next build or server writes the file anew; commit it.'

type Kind = 'text' | 'some text' | 'true' | 'texts' | 'text or null'

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  'some text': (value) => typeof value === 'string' && value !== '',
  true: (value) => value === true,
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'text or null': (value) => value === null || typeof value === 'string',
}

/** The fields of a row; `name`, `date` and a `slug` without an address are of version 1. */
const FIELDS: ReadonlyMap<string, Kind> = new Map([
  ['path', 'text'],
  ['id', 'some text'],
  ['address', 'text'],
  ['slug', 'text or null'],
  ['was', 'texts'],
  ['day', 'text'],
  ['gone', 'true'],
  ['iri', 'text'],
  ['adopted', 'true'],
  ['text', 'text'],
  ['sketch', 'text'],
  ['name', 'text'],
  ['date', 'text'],
])

const REQUIRED = ['path', 'id', 'text', 'sketch'] as const

interface FileRow
  extends Pick<Row, 'path' | 'id' | 'address' | 'day' | 'gone' | 'iri' | 'adopted' | 'text' | 'sketch'> {
  readonly slug?: string | null
  readonly was?: readonly string[]
  readonly date?: string
}

/** Undefined where all fields are there and of their kinds, and no others; else the name of one that is not. */
function faultIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
  const fields = Object.entries(value)
  const wrong = fields.find(([name, field]) => !IS[FIELDS.get(name) ?? 'true'](field) || !FIELDS.has(name))
  return wrong?.[0] ?? REQUIRED.find((name) => !Object.hasOwn(value, name))
}

function isFileRow(value: unknown): value is FileRow {
  return faultIn(value) === undefined
}

/** @throws {LedgerError} if it is none */
export function readRow(
  value: unknown,
  line: number | undefined,
  name: string,
  problems: Problem[],
): ReadRow {
  if (!isFileRow(value)) {
    const fault = faultIn(value)
    throw new LedgerError(
      `The ledger of ids was changed: ${fault ? `${quote(fault)} of ` : ''}${name} is wrong.`,
      RESTORE,
      line,
    )
  }
  const { path, id, address, slug, was = [], day, gone, iri, adopted, text, sketch, date } = value
  const isSafe = address === undefined || isAddress(address)
  if (!isSafe) problems.push(unsafeAddress(path, address, line))
  const former = was.filter((page) => isAddress(encodePage(page.toWellFormed())))
  return {
    ...{ path, id, text, sketch },
    ...(address === undefined || !isSafe ? {} : { address, ...askedFor(path, slug) }),
    ...(former.length === 0 ? {} : { former }),
    ...(day === undefined ? {} : { day }),
    ...(gone ? { gone } : {}),
    ...(iri === undefined ? {} : { iri }),
    ...(adopted ? { adopted } : {}),
    ...(date === undefined || typeof slug !== 'string' ? {} : { made: { slug, date } }),
  }
}

/** `null` says that nobody knows by what the post got its address. */
function askedFor(path: string, slug: string | null | undefined): Pick<Row, 'asked'> {
  if (slug === null) return {}
  return { asked: slug === undefined ? { path } : { path, slug } }
}

function unsafeAddress(path: string, address: string | undefined, line: number | undefined): Problem {
  const what = `The address of "${path}" in the ledger of ids is no address of a page (${quote(address)}). It was left out.`
  return problemOf('warning', { what, fix: MENDED, line })
}

export function problemOf(
  severity: Problem['severity'],
  { line, ...words }: Pick<Problem, 'what' | 'why' | 'fix'> & { readonly line?: number | undefined },
): Problem {
  return { severity, path: LEDGER_NAME, ...words, ...(line === undefined ? {} : { line }) }
}
