/**
 * While the watcher waits for quiet, posts that have changed are read and written as if they were published: what is
 * still the same when they are is found again. They may be half-written here, so nobody is shown anything of this.
 */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '../../model.ts'
import { POST } from './listing.ts'
import { decodeSource, readBytes } from './source-file.ts'

/** In milliseconds. A program writes a file in several steps within this. */
const CALM = 4

/** Files that are read between two publications. Where many change, none is: it would take as long twice. */
const FEW = 4

/** In bytes: whoever asks for something meanwhile waits for it. */
const SMALL = 64 * 1024

export class Rehearsal {
  readonly #folder: string
  readonly #rehearse: (source: Source) => void
  readonly #stirred = new Set<string>()
  #left = FEW
  #timer: NodeJS.Timeout | undefined

  constructor(folder: string, rehearse: (source: Source) => void) {
    this.#folder = folder
    this.#rehearse = rehearse
  }

  /** Something happens to the file at `path`. */
  stir(path: string): void {
    if (this.#left === 0 || !POST.test(path)) return
    this.#stirred.add(path)
    clearTimeout(this.#timer)
    if (this.#stirred.size > this.#left) this.#left = 0
    else this.#timer = setTimeout(() => this.#perform(), CALM).unref()
  }

  /** What has changed is published. */
  end(): void {
    clearTimeout(this.#timer)
    this.#stirred.clear()
    this.#left = FEW
  }

  /** What fails here fails again when it counts. */
  #perform(): void {
    for (const path of this.#stirred) {
      this.#left--
      try {
        if (lstatSync(join(this.#folder, path)).size > SMALL) continue
        this.#rehearse(decodeSource(path, readBytes(this.#folder, path).bytes))
      } catch {}
    }
    this.#stirred.clear()
  }
}
