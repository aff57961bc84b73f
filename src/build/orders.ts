/** The parts of a build that workers make: their names, their files, and what an order for one says. */
import { MEDIA_BASE } from '../base/paths.ts'
import type { MediaPart } from '../site/outline.ts'
import { type PackKind, places } from '../snapshot/places.ts'

export interface MediaOrder extends MediaPart {
  readonly key: string
  /** Stands for all that the copy is made of; empty where nobody can say. */
  readonly of: string
}

/** A pack to be made, with all that it holds. */
export interface PackOrder {
  readonly key: string
  readonly kind: PackKind
  /** Of the things in it, in order. */
  readonly things: readonly string[]
  /** Stands for `things`. */
  readonly of: string
  /** The things that changed; all others are taken from the pack before. */
  readonly changed: readonly string[]
  /** The name of the pack that had the same things; undefined where there is none. */
  readonly before: string | undefined
}

export interface FeedOrder {
  readonly base: string
  /** Whether a post has the address of the feed's page. */
  readonly isTaken: boolean
}

/** A pack of feeds, and the feeds in it that have to be made. */
export interface FeedPackOrder extends PackOrder {
  readonly feeds: readonly FeedOrder[]
}

/** Parts to be made together. */
export interface Order {
  readonly media?: readonly MediaOrder[]
  readonly packs?: readonly PackOrder[]
  /** Paths of pages of posts. */
  readonly pages?: readonly string[]
  readonly feeds?: readonly FeedOrder[]
  readonly feedPacks?: readonly FeedPackOrder[]
}

export const partKeys = {
  page: (path: string) => `page ${path}`,
  feed: (base: string) => `feed ${base}`,
  pack: (kind: PackKind, number: number) => `pack ${kind} ${number}`,
  media: (path: string) => `media ${path}`,
  redirect: (path: string) => `redirect ${path}`,
  formerFeed: (base: string) => `former-feed ${base}`,
  lists: 'lists',
  manifest: 'manifest',
}

/** The name of a pack, which comes first in what its part was made of. */
export function packName(of: string): string {
  return of.split(' ', 1)[0] ?? ''
}

/** The file of the page at an address. */
export function pageFile(path: string): string {
  return `site${path.replace(/\/$/, '')}/index.html`
}

/** Where the copies of a file are. */
export function mediaFiles(path: string): { readonly kept: string; readonly shown: string } {
  return { kept: `snapshot${places.mediaBody(path)}`, shown: `site${MEDIA_BASE}${path}` }
}
