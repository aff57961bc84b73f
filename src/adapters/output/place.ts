/**
 * The folder that builds are written to. A build is made in `.dropfeed` there, and its `site` and `snapshot` take the
 * places of those before one after the other, when it is whole.
 */
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { places } from '../layout.ts'
import { isIgnored } from '../watch/ignored.ts'

const HOUSE = '.dropfeed'
const PARTS = ['site', 'snapshot'] as const

/** Prefix of the folder in which earlier versions wrote a build. */
const OLD_ASIDE = '.dropfeed-build-'

export class Place {
  readonly out: string
  readonly #house: string

  /** @throws an Error in plain words if builds cannot be written there */
  constructor(out: string, posts: string) {
    this.out = resolve(out)
    refusePlace(out, posts)
    makeFolder(this.out, out)
    this.out = realpathSync(this.out)
    this.#house = join(this.out, HOUSE)
    refuseForeign(out)
  }

  /** The folder of the build that counts; undefined before the first one. */
  get current(): string | undefined {
    return existsSync(join(this.out, 'snapshot', places.manifest)) ? this.out : undefined
  }

  /** An empty folder for a new build. What killed builds have left goes. */
  prepare(): string {
    this.clean()
    const folder = join(this.#house, 'new')
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** The parts before go aside, and come back if the new ones cannot take their place. */
  commit(folder: string): void {
    for (const part of PARTS) {
      const [place, old] = [join(this.out, part), join(this.#house, `old-${part}`)]
      if (existsSync(place)) renameSync(place, old)
      try {
        renameSync(join(folder, part), place)
      } catch (error) {
        if (existsSync(old)) renameSync(old, place)
        throw error
      }
    }
    this.clean()
  }

  /** Removes what is no part of a build. What a killed build has taken away only goes back. */
  clean(): void {
    const left = listed(this.out).filter((name) => name === HOUSE || name.startsWith(OLD_ASIDE))
    for (const name of left) this.#recover(name)
  }

  /** It was killed while it moved a build into place. */
  #recover(name: string): void {
    for (const part of PARTS) {
      const old = join(this.out, name, `old-${part}`)
      if (existsSync(old) && !existsSync(join(this.out, part))) renameSync(old, join(this.out, part))
    }
    remove(join(this.out, name))
  }
}

/** A build has a folder of its own, which is not read for posts. */
function refusePlace(out: string, posts: string): void {
  const path = relative(posts, out)
  if (!path.startsWith('..') && !isAbsolute(path) && !isIgnored(path)) {
    throw new Error(`"${out}" is in the posts folder. Choose another place with --out.`)
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Error(`"${out}" is a file, not a folder. Choose another place with --out.`)
  }
}

/** Only what an earlier build wrote is replaced. */
function refuseForeign(out: string): void {
  const isOurs = [join(out, 'snapshot'), join(out, HOUSE, 'old-snapshot')].some((folder) =>
    existsSync(join(folder, places.manifest)),
  )
  for (const part of PARTS) {
    if (!isOurs && existsSync(join(out, part)))
      throw new Error(`"${join(out, part)}" was not written by dropfeed. Choose another place with --out.`)
  }
}

/** One folder after the other: asked to make several at once, Node.js tries for ever where none can be made. */
function makeFolder(folder: string, named: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder), named)
  try {
    mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    throw new Error(
      `The folder "${named}" cannot be made (${codeOf(error)}). Choose another place with --out.`,
    )
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}
