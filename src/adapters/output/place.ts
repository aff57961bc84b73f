/**
 * The folder that builds are written to. A build is a folder of its own in `.dropfeed`, and `site` and `snapshot` lead
 * into the one that counts: both change in one step, because one link is replaced, and at every instant they are a
 * whole build. The build before stays until the next one: somebody may be copying it.
 *
 *     OUT/site     -> .dropfeed/current/site
 *     OUT/snapshot -> .dropfeed/current/snapshot
 *     OUT/.dropfeed/current  -> mb3k2x1a-4711
 *     OUT/.dropfeed/previous -> mb3k1q07-4690
 *
 * Where links are not to be had they are folders, and take the places of those before one after the other.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { places } from '../stores/snapshot-places.ts'
import { linkTarget, replaceLink, wantsLinks } from './links.ts'
import { HOUSE, makeOut, PARTS, type Part, refuseForeign, refusePlace } from './target.ts'

const CURRENT = 'current'
const PREVIOUS = 'previous'
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

  /** An empty folder for a new build. What killed builds have left undone is mended. */
  prepare(): string {
    this.mend()
    const folder = join(this.#house, `${Date.now().toString(36)}-${process.pid}`)
    if (!existsSync(this.#house)) mkdirSync(this.#house)
    mkdirSync(folder)
    return folder
  }

  /** From now on a build counts: before this it does not, and there is nothing between. */
  commit(folder: string): void {
    if (!wantsLinks() || !this.#switchTo(relative(this.#house, folder))) this.#move(folder)
    this.#sweep()
  }

  /** Whatever a build was doing when it ended: `site` and `snapshot` are those of one build, and nothing else is left. */
  mend(): void {
    if (isBuild(join(this.#house, CURRENT))) for (const part of PARTS) this.#lead(part)
    else this.#moveBack()
    this.#sweep()
  }

  /** Says whether there are links here. */
  #switchTo(name: string): boolean {
    const [before, aside] = [this.#nameOf(CURRENT), this.#aside]
    if (before !== undefined) replaceLink(join(this.#house, PREVIOUS), before, aside)
    if (!replaceLink(join(this.#house, CURRENT), name, aside)) return false
    for (const part of PARTS) this.#lead(part)
    return true
  }

  /** From the second build on it leads there already. The folder of an earlier version gives way. */
  #lead(part: Part): void {
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
    const links = this.#nameOf(CURRENT) === undefined ? [] : [CURRENT, PREVIOUS]
    const kept = new Set([...links, ...links.map((link) => this.#nameOf(link))])
    for (const name of listed(this.#house)) if (!kept.has(name)) remove(join(this.#house, name))
    if (kept.size === 0) remove(this.#house)
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
