/** Schemas that several rooms share, where valibot has none or a looser one. */
import * as v from 'valibot'
import { type Defined, defined } from './defined.ts'
import { cleanLine } from './text.ts'

/** A text on one line. */
export const line = v.pipe(v.string(), v.transform(cleanLine), v.nonEmpty())

/** Neither a quoted name before the `@` nor a bare host behind it: what people write, and mail programs send to. */
export const email = v.pipe(
  v.string(),
  v.regex(/^(?:[\w'+-]+\.)*[\w'+-]*[\w+-]@(?:[A-Za-z\d][A-Za-z\d-]*\.)+[A-Za-z]{2,}$/),
)

/** Words for whether something is explicit, also those that Apple's older feeds have. */
const EXPLICIT: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', 'y', '1', 'explicit'].map((word): [string, boolean] => [word, true]),
  ...['false', 'no', 'off', 'n', '0', 'clean'].map((word): [string, boolean] => [word, false]),
])

/** Whether something is explicit; undefined for an unknown word. */
export function toExplicit(value: string | boolean): boolean | undefined {
  return EXPLICIT.get(String(value).trim().toLowerCase())
}

type Input<T extends v.ObjectEntries> = v.InferInput<v.ObjectSchema<T, undefined>>
type Output<T extends v.ObjectEntries> = Defined<v.InferOutput<v.ObjectSchema<T, undefined>>>

/** A table with these keys; to `v.object` a list is one as well. */
export function tableOf<const T extends v.ObjectEntries>(entries: T): v.GenericSchema<Input<T>, Output<T>> {
  return v.pipe(v.custom<Input<T>>(isTable), v.object(entries), v.transform(defined))
}

/** A table, and the keys that it may have. */
type StrictTable<T extends v.ObjectEntries> = v.GenericSchema<Input<T>, Output<T>> & {
  readonly entries: object
}

/** A table with only these keys. Each unknown key is an issue (`never`); `v.strictObject` reports only the first. */
export function strictTableOf<const T extends v.ObjectEntries>(entries: T): StrictTable<T> {
  const known = v.object(entries)
  const schemaFor = (table: object) => {
    const others = Object.keys(table).filter((key) => !Object.hasOwn(entries, key))
    return others.length === 0 ? known : v.object<T>({ ...entries, ...refused(others) })
  }
  const table = v.lazy((input) => schemaFor(Object(input)))
  return { ...v.pipe(v.custom<Input<T>>(isTable), table, v.transform(defined)), entries }
}

function refused(keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, v.never()]))
}

/** A table with keys of the publisher's own; `v.record` overlooks some of them (`constructor`), and takes lists. */
export function recordOf<T extends v.GenericSchema>(itemOf: (key: string) => T) {
  const items = (record: object) =>
    Object.keys(record)
      .filter((key) => key !== '__proto__')
      .map((key) => [key, itemOf(key)] as const)
  return v.pipe(
    v.custom<Record<string, v.InferInput<T>>>(isPlain),
    v.lazy((record) => v.object(Object.fromEntries(items(Object(record))))),
  )
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A table of no class: not a map, say, whose rows would be overlooked. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The keys and indexes that lead to what is wrong. */
export function pathOf({ path }: v.BaseIssue<unknown>): (string | number)[] {
  return path?.map(({ key }) => (typeof key === 'number' ? key : String(key))) ?? []
}
