/**
 * The folder that builds are written to. A build is a folder of its own in `.dropfeed`, and `site` and `snapshot` lead
 * into the one that counts: both change in one step, because one link is replaced, and at every instant they are a
 * whole build. The build before stays until the next one: somebody may be copying it. The one before that stays, too:
 * the next one may be made of it.
 *
 *     OUT/site     -> .dropfeed/current/site
 *     OUT/snapshot -> .dropfeed/current/snapshot
 *     OUT/.dropfeed/current  -> mb3k2x1a-4711
 *     OUT/.dropfeed/previous -> mb3k1q07-4690
 *     OUT/.dropfeed/spare    -> mb3k0f2c-4655
 *
 * Where links are not to be had they are folders, and take the places of those before one after the other.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { places } from '../stores/snapshot-places.ts'
import { linkTarget, replaceLink, wantsLinks } from './links.ts'
import { HOUSE, makeOut, PARTS, type Part, refuseForeign, refusePlace } from './target.ts'

const CURRENT = 'current'
const PREVIOUS = 'previous'
const SPARE = 'spare'
/** Links to builds. */
const LINKS = [CURRENT, PREVIOUS, SPARE]
/** The names of builds: when each was begun, and by which process. */
const OWN = /^[\da-z]+-\d+$/
/** Where the parts before are while others take their places one after the other. */
const OLD = 'old'

export class Place {
  readonly out: string
  readonly #house: string

  /** @throws an Error in plain words if builds cannot be written there */
  constructor(out: string, posts: string) {
    refusePlace(out, posts)
    makeOut(out)
    this.out = realpathSync(out)
    this.#house = join(this.out, HOUSE)
    refuseForeign(this.out, out)
  }

  /** The folder of the build that counts; undefined before the first one. */
  get current(): string | undefined {
    const name = this.#leads('snapshot') ? this.#nameOf(CURRENT) : undefined
    const folder = name === undefined ? this.out : join(this.#house, name)
    return isBuild(folder) ? folder : undefined
  }

  /** An empty folder for a new build. */
  prepare(): string {
    const folder = this.#newFolder()
    if (!existsSync(this.#house)) mkdirSync(this.#house)
    mkdirSync(folder)
    return folder
  }

  /** A folder for a new build, with an old one in it that nobody reads any more; undefined where there is none. */
  recycle(): string | undefined {
    const [current, previous, spare] = LINKS.map((link) => this.#nameOf(link))
    if (spare === undefined) return undefined
    // from here on it is litter, until the new build counts
    rmSync(join(this.#house, SPARE))
    if (spare === current || spare === previous || !this.#isOwn(spare)) return undefined
    const folder = this.#newFolder()
    renameSync(join(this.#house, spare), folder)
    // by the age of their folders servers tell builds apart: see stores/disk.ts
    for (const part of PARTS) utimesSync(join(folder, part), new Date(), new Date())
    return folder
  }

  /** From now on a build counts: before this it does not, and there is nothing between. */
  commit(folder: string): void {
    if (!wantsLinks() || !this.#switchTo(relative(this.#house, folder))) this.#move(folder)
    this.#sweep()
  }

  /** Whatever a build was doing when it ended: `site` and `snapshot` are those of one build, and nothing else is left. */
  mend(): void {
    if (isBuild(join(this.#house, CURRENT))) for (const part of PARTS) this.#leadPart(part)
    else this.#moveBack()
    this.#sweep()
  }

  /** Says whether there are links here. */
  #switchTo(name: string): boolean {
    const [before, older] = [this.#nameOf(CURRENT), this.#nameOf(PREVIOUS)]
    if (older !== undefined) this.#lead(SPARE, older)
    if (before !== undefined) this.#lead(PREVIOUS, before)
    if (!this.#lead(CURRENT, name)) return false
    for (const part of PARTS) this.#leadPart(part)
    return true
  }

  /** Says whether there are links here. */
  #lead(link: string, name: string): boolean {
    return replaceLink(join(this.#house, link), name, this.#aside)
  }

  /** From the second build on it leads there already. The folder of an earlier version gives way. */
  #leadPart(part: Part): void {
    if (this.#leads(part)) return
    const place = join(this.out, part)
    if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory())
      renameSync(place, join(this.#house, `${OLD}-${part}`))
    replaceLink(place, targetOf(part), this.#aside)
  }

  #leads(part: Part): boolean {
    return linkTarget(join(this.out, part)) === targetOf(part)
  }

  #move(folder: string): void {
    const old = join(this.#house, OLD)
    mkdirSync(old)
    for (const part of PARTS) {
      const place = join(this.out, part)
      if (isThere(place)) renameSync(place, join(old, part))
      renameSync(join(folder, part), place)
    }
    // without the folder of this name the new build counts
    renameSync(old, join(this.#house, `${OLD}-build`))
    rmSync(join(this.#house, CURRENT), { force: true })
  }

  #moveBack(): void {
    for (const part of PARTS) {
      const [place, old] = [join(this.out, part), join(this.#house, OLD, part)]
      if (!isThere(old)) continue
      remove(place)
      renameSync(old, place)
    }
  }

  /** Removes what is no build, or one that nobody reads any more. */
  #sweep(): void {
    const links = this.#nameOf(CURRENT) === undefined ? [] : LINKS
    const kept = new Set([...links, ...links.map((link) => this.#nameOf(link))])
    for (const name of listed(this.#house)) if (!kept.has(name)) remove(join(this.#house, name))
    if (kept.size === 0) remove(this.#house)
  }

  #newFolder(): string {
    const name = (instant: number) => join(this.#house, `${instant.toString(36)}-${process.pid}`)
    let now = Date.now()
    while (isThere(name(now))) now++
    return name(now)
  }

  /** A build that was written here: a link that leads elsewhere makes nobody's folder ours. */
  #isOwn(name: string): boolean {
    const folder = join(this.#house, name)
    return (
      OWN.test(name) &&
      isBuild(folder) &&
      [folder, ...PARTS.map((part) => join(folder, part))].every(isFolder)
    )
  }

  #nameOf(link: string): string | undefined {
    return linkTarget(join(this.#house, link))
  }

  /** Where a link is made before it takes its place. */
  get #aside(): string {
    return join(this.#house, 'link')
  }
}

function targetOf(part: Part): string {
  return `${HOUSE}/${CURRENT}/${part}`
}

function isBuild(folder: string): boolean {
  return existsSync(join(folder, 'snapshot', places.manifest))
}

/** A link to one is none. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** A link is there, too, wherever it leads. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
}
