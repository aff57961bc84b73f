/** A row of the ledger file: how it is written, and what is read of it. */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { pathOf, strictTableOf } from '../base/schema.ts'
import { encodePage } from '../base/text.ts'
import type { Problem } from '../model.ts'
import { isAddress } from './addresses.ts'
import type { Row } from './ledger.ts'

/** In the posts folder. It begins with a dot, so neither watcher nor reader takes it for a post. */
export const LEDGER_NAME = '.identity.json'

/** The keys of a row in the file, in their order. `slug` and `was` are the row's `asked` and `former`. */
const KEYS = 'path id address slug was day first gone iri adopted text sketch'.split(' ')

/** A row as it stands in the file, without the comma. */
export function lineOf({ asked, former = [], ...row }: Row): string {
  // an address whose origin is not known is marked, or it would look like one that was asked for without a slug
  const isOld = row.address !== undefined && asked === undefined
  const slug = isOld ? null : asked?.slug
  return JSON.stringify({ ...row, slug, was: former.length === 0 ? undefined : former }, KEYS)
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

export const MENDED = 'The next build or server writes the file again; commit it.'

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
export function readRow(value: unknown, line: number | undefined, name: string, problems: Problem[]): Row {
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

export function problemOf(
  severity: Problem['severity'],
  { line, ...words }: Pick<Problem, 'what' | 'why' | 'fix'> & { readonly line?: number | undefined },
): Problem {
  return defined({ severity, path: LEDGER_NAME, ...words, line })
}
