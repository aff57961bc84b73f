/**
 * What podcast apps read in RSS: the elements of Apple Podcasts and of the podcast namespace.
 * https://help.apple.com/itc/podcasts_connect/#/itcb54353390, https://podcasting2.org/docs/podcast-namespace
 */
import type { Enclosure, Entry, Episode, License, Show, Site } from '../../model.ts'
import { type Holes, optional } from './assemble.ts'
import { textElement } from './frame.ts'
import { element } from './xml.ts'

/** Types of files that an episode may have, whatever its address ends in; a file of an unknown type may be one. */
const EPISODE = /^(?:audio\/|video\/|application\/(?:pdf|epub\+zip|octet-stream)$)/i

const CHAPTERS = 'application/json+chapters'

/** Channel elements; none without a podcast in the configuration. `isMain`: of the feed that directories know. */
export function showElements({ podcast, expired }: Site, isMain: boolean, holes: Holes): string[] {
  if (podcast === undefined) return []
  const { author, owner, image, categories, explicit, type } = podcast
  const contact = itunes('name', holes.text(owner.name)) + itunes('email', holes.text(owner.email))
  return [
    itunes('author', holes.text(author)),
    itunes('owner', contact),
    ...(image === undefined ? [] : [element('itunes:image', { href: holes.text(image) })]),
    ...categories.map((names) => category(names, holes)),
    itunes('explicit', String(explicit)),
    itunes('type', type),
    ...(expired ? [itunes('complete', 'Yes')] : []),
    ...textElement('itunes:new-feed-url', isMain ? podcast.newFeedUrl : undefined, holes),
    ...namespaceShow(podcast, isMain, holes),
  ]
}

/** https://podcasting2.org/docs/podcast-namespace; a feed of a tag is not the show itself. */
function namespaceShow(show: Show, isMain: boolean, holes: Holes): string[] {
  const { guid, locked, funding, license, medium, owner } = show
  return [
    ...textElement('podcast:guid', isMain ? guid : undefined, holes),
    ...(locked === undefined
      ? []
      : [element('podcast:locked', { owner: holes.text(owner.email) }, locked ? 'yes' : 'no')]),
    ...funding.map(({ url, title }) =>
      element('podcast:funding', { url: holes.text(url) }, holes.text(title)),
    ),
    ...(license === undefined
      ? []
      : [element('podcast:license', { url: optional(license.url, holes) }, holes.text(spdxOf(license)))]),
    ...textElement('podcast:medium', medium, holes),
  ]
}

/** A category is an attribute, and holds its subcategory. */
function category([name = '', ...sub]: Show['categories'][number], holes: Holes): string {
  const inner = sub.length === 0 ? undefined : category(sub, holes)
  return element('itunes:category', { text: holes.text(name) }, inner)
}

export function episodeElements(entry: Entry, site: Site, holes: Holes): string[] {
  const [file] = entry.enclosures
  return [
    ...(usesItunes(entry, site) ? itunesElements(entry.podcast, file, holes) : []),
    ...(entry.podcast === undefined ? [] : namespaceElements(entry.podcast, holes)),
  ]
}

/** Apple's directory checks a whole feed by its rules as soon as it holds one element of theirs. */
function usesItunes({ enclosures: [file] }: Entry, site: Site): boolean {
  return site.podcast !== undefined && file !== undefined && EPISODE.test(file.type)
}

function itunesElements(episode: Episode | undefined, file: Enclosure | undefined, holes: Holes): string[] {
  const { title, season, episode: number, episodeType, explicit, image } = episode ?? {}
  const texts = { title, duration: file?.duration, season, episode: number, episodeType, explicit }
  const written = Object.entries(texts).flatMap(([name, value]) =>
    value === undefined ? [] : itunes(name, holes.text(String(value))),
  )
  return image === undefined ? written : [...written, element('itunes:image', { href: holes.text(image) })]
}

function namespaceElements({ transcripts, chapters, persons }: Episode, holes: Holes): string[] {
  const attributes = (values: object) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, holes.text(value)]],
      ),
    )
  return [
    ...transcripts.map((transcript) => element('podcast:transcript', attributes(transcript))),
    ...(chapters === undefined
      ? []
      : [element('podcast:chapters', attributes({ url: chapters, type: CHAPTERS }))]),
    ...persons.map(({ name, role, group, url, image }) =>
      element('podcast:person', attributes({ role, group, href: url, img: image }), holes.text(name)),
    ),
  ]
}

/** The namespace writes identifiers of SPDX in lower case. */
function spdxOf({ name }: License): string {
  return name.startsWith('CC') ? name.toLowerCase() : name
}

function itunes(name: string, text: string): string {
  return element(`itunes:${name}`, {}, text)
}
