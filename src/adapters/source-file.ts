/** Posts on disk, each known by the hash of its bytes. */
import * as crypto from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem, ReadableSource, Source } from '../model.ts'

/** Nothing outside the folder is read through a link, and nothing that never ends is waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The file is not what it was when the folder was read. */
export class SourceChanged extends Error {
  constructor(path: string) {
    super(`${path} changed while it was being used. Nothing was replaced; run the command again.`)
    this.name = 'SourceChanged'
  }
}

/** A post whose text is read when it is asked for. */
export class SourceFile implements ReadableSource {
  readonly path: string
  readonly version: string
  readonly #folder: string

  constructor(folder: string, path: string, version: string) {
    this.path = path
    this.version = version
    this.#folder = folder
  }

  /** @throws {SourceChanged} */
  get text(): string {
    const bytes = this.#bytes()
    if (bytes === undefined || versionOf(bytes) !== this.version) throw new SourceChanged(this.path)
    return decoder.decode(bytes)
  }

  #bytes(): Uint8Array | undefined {
    try {
      return readBytes(this.#folder, this.path)
    } catch {
      return undefined
    }
  }
}

/** What tells a file from any other version of itself. */
export function versionOf(bytes: Uint8Array): string {
  return crypto.hash('sha256', bytes, 'base64url').slice(0, 22)
}

/** A post of the folder with its text at hand. @throws what the file system says */
export function readSource(folder: string, path: string): { source: Source; version: string } {
  const bytes = readBytes(folder, path)
  return { source: decodeSource(path, bytes), version: versionOf(bytes) }
}

export function decodeSource(path: string, bytes: Uint8Array): Source {
  try {
    return { path, text: decoder.decode(bytes) }
  } catch {
    return { path, unreadable: notUtf8(path, bytes) }
  }
}

/** @throws what the file system says, and where the path is no file */
export function readBytes(folder: string, path: string): Uint8Array {
  const handle = openSync(join(folder, path), FLAGS)
  try {
    if (!fstatSync(handle).isFile()) throw new Error('not a file')
    return readFileSync(handle)
  } finally {
    closeSync(handle)
  }
}

function notUtf8(path: string, bytes: Uint8Array): Problem {
  const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? ''
  const line = before.split('\n').length
  const fix = 'Save it as UTF-8: in an editor, "Save with encoding".'
  return { severity: 'error', path, line, what: 'The file is not UTF-8 text.', fix }
}
