/** Collects the diagnostics of one post's front matter. */
import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Key } from './fields.ts'
import type { FrontMatter } from './frontmatter.ts'
import type { Place } from './settings.ts'

/** A value, and how the file spells its key; what the file name says has no `name`. */
export interface Written {
  /** Of a key in a table: `extra.cover`. */
  readonly name?: string
  /** The path of a key in a table; absent: the `name` alone. */
  readonly keys?: readonly string[]
  readonly value: unknown
}

export type WrittenFields = ReadonlyMap<Key, Written>

type Words = Pick<Problem, 'what' | 'why' | 'fix'>

export class Diagnostics {
  readonly found: Problem[] = []
  readonly matter: FrontMatter
  readonly written: WrittenFields
  readonly path: string

  constructor(path: string, matter: FrontMatter, written: WrittenFields) {
    this.path = path
    this.matter = matter
    this.written = written
  }

  get hasErrors(): boolean {
    return this.found.some(({ severity }) => severity === 'error')
  }

  /** The post is not published. */
  error(place: Place, words: Words): void {
    this.found.push({ severity: 'error', path: this.path, ...place, ...words })
  }

  /** The post is published. */
  warning(place: Place, words: Words): void {
    this.found.push({ severity: 'warning', path: this.path, ...place, ...words })
  }

  nameOf(key: Key): string {
    return this.written.get(key)?.name ?? key
  }

  /** The key as the subject of a sentence. */
  subjectOf(key: Key): string {
    const name = this.written.get(key)?.name
    return name === undefined ? `The ${key} in the file name` : quote(name)
  }

  /** The place of a key's value, or of a part of it. */
  placeOf(key: Key, ...inside: readonly PropertyKey[]): Place {
    const { name, keys } = this.written.get(key) ?? {}
    return name === undefined ? {} : this.matter.placeOfValue([...(keys ?? [name]), ...inside])
  }
}
