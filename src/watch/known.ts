/** The files that were reported, by folder, since folders are removed as a whole. */
import { isWithin, nameOf, parentOf, within } from '../base/paths.ts'

export class KnownFiles {
  readonly #names = new Map<string, Set<string>>()

  has(path: string): boolean {
    return this.#names.get(parentOf(path))?.has(nameOf(path)) ?? false
  }

  add(path: string): void {
    const folder = parentOf(path)
    const names = this.#names.get(folder)
    if (names) names.add(nameOf(path))
    else this.#names.set(folder, new Set([nameOf(path)]))
  }

  /** Whether it was known. */
  delete(path: string): boolean {
    const folder = parentOf(path)
    const names = this.#names.get(folder)
    if (!names?.delete(nameOf(path))) return false
    if (names.size === 0) this.#names.delete(folder)
    return true
  }

  /** Paths of those in a folder and in those below it. */
  *below(folder: string): Generator<string> {
    for (const [parent, names] of this.#names) {
      if (!isWithin(parent, folder)) continue
      for (const name of names) yield within(parent, name)
    }
  }
}
