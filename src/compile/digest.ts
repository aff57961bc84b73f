/**
 * What is kept of a source: everything about its post but the text, which is read again when it is to be seen.
 * It depends on the source and the site alone, so it can be made anywhere, and remembered.
 */

import type { Features } from '../identity/ledger.ts'
import { featuresOf } from '../identity.ts'
import type { Hash, PostHead, Problem, ReadableSource, Site, Source } from '../model.ts'
import { readBody } from '../parse/frontmatter.ts'
import { parsePost } from '../parse.ts'
import { isSelfContained, mayHide } from '../render.ts'

export interface Digest {
  /** Absent: a draft, or nothing usable. */
  readonly post?: PostHead
  /** There if the post is. */
  readonly features?: Features
  readonly problems: readonly Problem[]
  /** The text surely renders, and names nothing that another file may change: composing it can wait. */
  readonly isPlain: boolean
}

export function digest(source: Source, site: Site, hash: Hash): Digest {
  const { post, problems } = parsePost(source, site)
  if (post === undefined) return { problems, isPlain: true }
  const { body, ...head } = post
  const isPlain = !hasFiles(head) && !hasRemarks(head) && isSelfContained(body, hostOf(site))
  return { post: head, features: featuresOf(post, hash), problems, isPlain }
}

/** Files, or addresses that may be those of files and posts. */
function hasFiles({ image, enclosures, podcast, externalUrl }: PostHead): boolean {
  return [image, podcast, externalUrl].some((named) => named !== undefined) || enclosures.length > 0
}

/** Remarks in the texts of the front matter are reported when the post is composed. */
function hasRemarks({ title = '', description = '' }: PostHead): boolean {
  return mayHide(title) || mayHide(description)
}

const hosts = new WeakMap<Site, string>()

/** Of the addresses of posts. */
function hostOf(site: Site): string {
  const known = hosts.get(site)
  if (known !== undefined) return known
  const { hostname } = new URL(site.links.startsWith('/') ? site.url : site.links)
  hosts.set(site, hostname)
  return hostname
}

/** The text of a post that was digested before. */
export function bodyOf({ text }: ReadableSource, { length }: PostHead): string {
  return readBody(text, length)
}
