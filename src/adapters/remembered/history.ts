/**
 * The documents as a server served them last, in a file outside the posts folder: so that after a restart dates of
 * modification do not go back, and a copy from before can be told what is new since (succession.ts). Without the file,
 * or with a broken one, nothing is known of before.
 */
import { resolve } from 'node:path'
import type { DocumentIndex } from '../../snapshot.ts'
import { hash } from '../hash.ts'
import { cacheFile, keep, recall } from './remembered.ts'

const FORMAT = 'dropfeed history 1'

/** In milliseconds. What a client has seen since is forgotten if the machine fails. */
const SAVE_EVERY = 60_000

/** Of feeds that are no more, too, as far as there is room: a tag may come back. */
const MAX_DOCUMENTS = 5000

export class History {
  readonly #file: string | undefined
  /** By path, those that were served last at the end. */
  readonly #documents: Map<string, DocumentIndex>

  private constructor(file: string | undefined) {
    this.#file = file
    const known = recall<DocumentIndex[]>(file, FORMAT) ?? []
    this.#documents = new Map(known.map((document) => [document.path, document]))
  }

  /** Of the site at `url` of the posts in `folder`. */
  static open(folder: string, url: string): History {
    return new History(cacheFile(`${hash(`${resolve(folder)}\n${url}`)}.history`))
  }

  /** What was served before this run. */
  get(path: string): DocumentIndex | undefined {
    return this.#documents.get(path)
  }

  /** Saves what was served, now and then and once more when the function that it gives is called. */
  keepUpWith(served: () => readonly DocumentIndex[]): () => void {
    const timer = setInterval(() => this.save(served()), SAVE_EVERY).unref()
    return () => {
      clearInterval(timer)
      this.save(served())
    }
  }

  /** Keeps what was served since. A history that cannot be written is none, and nothing worse. */
  save(served: readonly DocumentIndex[]): void {
    const fresh = served.filter((document) => this.#documents.get(document.path) !== document)
    if (this.#file === undefined || fresh.length === 0) return
    for (const document of fresh) {
      this.#documents.delete(document.path)
      this.#documents.set(document.path, document)
    }
    const surplus = [...this.#documents.keys()].slice(0, -MAX_DOCUMENTS)
    for (const path of surplus) this.#documents.delete(path)
    keep(this.#file, FORMAT, [...this.#documents.values()])
  }
}
