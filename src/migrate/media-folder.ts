/** The files of imported posts, fetched beside them: `files/HOST/PATH`. A file that is there is not fetched again. */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import mime from 'mime'
import { messageOf } from '../base/message.ts'
import { decoded } from '../base/text.ts'
import { Aside, removeLitter } from '../disk/aside.ts'
import { hash } from '../disk/hash.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { MEDIA_ENDING } from './html-addresses.ts'
import { request, tooLarge } from './media-request.ts'

const FOLDER = 'files'

const PARALLEL = 4

/** In bytes, of one import. */
const MAX_TOTAL = 10 * 1024 ** 3

/** Failures of a host one after the other, after which nothing more is asked of it: it is probably gone. */
const MAX_FAILURES = 5

/** Endings of files whose address has none. */
const ENDINGS = 'jpg png gif webp avif svg bmp mp3 m4a ogg wav flac mp4 webm ogv pdf epub'.split(' ')

const BY_TYPE = new Map(ENDINGS.map((ending) => [mime.getType(ending), ending]))

/** @param site the old site, as the command line names it: its host alone may be in a private network */
export class MediaFolder {
  readonly failures: { readonly address: string; readonly reason: string }[] = []
  fetched = 0
  readonly #root: string
  readonly #ownHost: string | undefined
  readonly #failed = new Set<string>()
  readonly #inRow = new Map<string, number>()
  #total = 0

  constructor(root: string, site: string | undefined) {
    this.#root = root
    this.#ownHost = URL.parse(site ?? '')?.host
  }

  /** The paths of the files that are there, by address. */
  present(addresses: readonly string[]): ReadonlyMap<string, string> {
    const found = addresses.map((address) => [address, this.#find(address)] as const)
    return new Map(found.flatMap(([address, path]) => (path === undefined ? [] : [[address, path]])))
  }

  /** Fetches the files that are not there. The paths of all that are there then, by address. */
  async fetch(addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const missing = addresses.filter(
      (address) => this.#find(address) === undefined && !this.#failed.has(address),
    )
    const next = missing.values()
    const work = async () => {
      for (const address of next) await this.#fetchOne(address)
    }
    await Promise.all(Array.from({ length: PARALLEL }, work))
    return this.present(addresses)
  }

  #find(address: string): string | undefined {
    const { path, ending } = placeOf(address)
    const paths = (ending === '' ? ENDINGS : [ending]).map((one) => `${path}.${one}`)
    return paths.find((one) => existsSync(join(this.#root, one)))
  }

  async #fetchOne(address: string): Promise<void> {
    const host = URL.parse(address)?.host ?? ''
    const inRow = this.#inRow.get(host) ?? 0
    try {
      if (inRow >= MAX_FAILURES) throw new Error(`${host} failed ${MAX_FAILURES} times in a row`)
      if (this.#total >= MAX_TOTAL) throw new Error('the files of this import are larger than 10 GB')
      await this.#save(address)
      this.#inRow.set(host, 0)
    } catch (error) {
      this.#inRow.set(host, inRow + 1)
      this.#failed.add(address)
      this.failures.push({ address, reason: messageOf(error) })
    }
  }

  async #save(address: string): Promise<void> {
    const response = await request(address, this.#ownHost)
    try {
      const { path, ending } = placeOf(address)
      const type = response.headers['content-type'] ?? ''
      const file = join(this.#root, `${path}.${endingFor(type, ending)}`)
      makeFolder(dirname(file))
      removeLitter(dirname(file))
      await this.#write(file, response)
      this.fetched++
    } finally {
      response.destroy()
    }
  }

  async #write(file: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const aside = new Aside(file)
    try {
      let length = 0
      for await (const piece of body) {
        length += piece.length
        this.#total += piece.length
        const problem = tooLarge(length)
        if (problem !== undefined) throw new Error(problem)
        aside.append(piece)
      }
      if (length === 0) throw new Error('it is empty')
      aside.commit()
    } catch (error) {
      aside.abandon()
      throw error
    }
  }
}

/** Without its ending, which is '' where the address names none of a kind that posts show. */
interface Place {
  readonly path: string
  readonly ending: string
}

/** A name that had to be changed has a hash behind it, so that no two addresses share a place on any file system. */
export function placeOf(address: string): Place {
  const { host, pathname, search } = new URL(address)
  const [ending = ''] = MEDIA_ENDING.exec(pathname) ?? []
  const path = pathname.slice(0, pathname.length - ending.length)
  const wanted = (path === '/' ? 'file' : path).split('/').filter(Boolean).map(decoded)
  const names = wanted.map(plainName).slice(-MAX_DEPTH)
  const isSame = wanted.join('/') === names.join('/') && search === ''
  const place = [FOLDER, plainName(host), ...names].join('/')
  return {
    path: isSame ? place : `${place}-${hash(address).slice(0, 8)}`,
    ending: ending.slice(1).toLowerCase(),
  }
}

/** Folders of a path, and characters of a name. */
const MAX_DEPTH = 8
const MAX_NAME = 80

function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return (
    plain
      .replace(/^[._-]+/, '')
      .slice(0, MAX_NAME)
      .toWellFormed()
      .replace(/[.\uFFFD]+$/, '') || 'x'
  )
}

/** @throws an Error for what is no picture, sound, film or paper, such as the page that hosts show instead of a file */
function endingFor(contentType: string, ending: string): string {
  const [type = ''] = contentType.split(';')
  const known = BY_TYPE.get(type.trim().toLowerCase())
  if (ending !== '' && (known !== undefined || /^(?:image|audio|video)\/|octet-stream$|^$/.test(type)))
    return ending
  if (known === undefined) throw new Error(`it is ${type || 'of no type'}, and no picture, sound or film`)
  return known
}
