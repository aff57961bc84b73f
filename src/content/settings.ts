/** Front matter, whatever its language. */
import type { Problem } from '../model.ts'

export type Place = Pick<Problem, 'line' | 'column'>

/** The line of the file that a line of a block is, both counted from 1. */
export type LineInFile = (line: number) => number

/** `title: Hit #1` is `Hit` and a comment. */
export interface Comment {
  /** The top-level key. */
  readonly key: string
  /** With its `#`. */
  readonly text: string
  readonly place: Place
}

/** The settings in a block. */
export interface Settings {
  /** Top-level keys as written, with texts, numbers, booleans, lists and tables. */
  readonly fields: ReadonlyMap<string, unknown>
  readonly placeOfKey: (key: string) => Place
  /** The place of a value or of what is nearest around it: `['authors', 0, 'email']`. TOML has only lines. */
  readonly placeOfValue: (path: readonly PropertyKey[]) => Place
  /** Keys that are there twice; the last value counts. TOML forbids them. */
  readonly doubled: readonly { readonly key: string; readonly place: Place }[]
  /** YAML comments behind values that may be meant as part of the value. */
  readonly comments: readonly Comment[]
}

const NOWHERE = () => ({})

export const NOTHING: Settings = {
  fields: new Map(),
  placeOfKey: NOWHERE,
  placeOfValue: NOWHERE,
  doubled: [],
  comments: [],
}

export class FrontMatterError extends Error {
  readonly place: Place
  readonly fix: string | undefined
  constructor(message: string, place: Place = {}, fix?: string) {
    super(message)
    this.place = place
    this.fix = fix
  }
}

export function toFields(table: unknown): ReadonlyMap<string, unknown> {
  if (table === null || table === undefined || table === '') return new Map()
  if (typeof table !== 'object' || Array.isArray(table)) {
    throw new FrontMatterError('it is not a table of settings', {}, 'Write each setting as "key: value".')
  }
  return new Map(Object.entries(table))
}

export function tooDeep(place?: Place): FrontMatterError {
  return new FrontMatterError('it is nested too deeply', place, 'Remove brackets or levels.')
}
