/** What a feed document tells, in words that all three formats share, read by an independent parser. */
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import type { FormatName } from '../../src/model.ts'

export interface ToldFile {
  readonly url: string | undefined
  readonly type: string | undefined
  /** In bytes; 0 where nobody knows. */
  readonly length: number
}

/** Absent parts are undefined, `''` or empty lists in every format. */
export interface Told {
  readonly id: string | undefined
  readonly url: string | undefined
  readonly title: string | undefined
  readonly published: number
  readonly updated: number
  readonly summary: string
  readonly html: string
  readonly authors: readonly string[]
  readonly tags: readonly string[]
  readonly files: readonly ToldFile[]
  readonly image: string | undefined
  /** BCP 47, where it is not the feed's. */
  readonly language: string | undefined
}

export interface ToldFeed {
  readonly title: string | undefined
  readonly language: string | undefined
  readonly entries: readonly Told[]
}

export const tell: Readonly<Record<FormatName, (document: string) => ToldFeed>> = {
  rss: tellRss,
  atom: tellAtom,
  json: tellJson,
}

function tellRss(document: string): ToldFeed {
  const feed = parseRssFeed(document)
  const entries = (feed.items ?? []).map((item) => {
    const contents = item.media?.contents ?? []
    return {
      id: item.guid?.value,
      url: item.link,
      title: item.title,
      published: Date.parse(item.pubDate ?? ''),
      updated: Date.parse(item.atom?.updated ?? item.pubDate ?? ''),
      summary: textOf(item.description ?? ''),
      html: item.content?.encoded ?? '',
      authors: item.dc?.creators ?? [],
      tags: (item.categories ?? []).flatMap(({ name }) => name ?? []),
      files: [
        ...(item.enclosures ?? []).map(({ url, type, length }) => ({ url, type, length: length ?? 0 })),
        ...contents.filter(isFile).map(({ url, type, fileSize }) => ({ url, type, length: fileSize ?? 0 })),
      ],
      image: contents.find((content) => !isFile(content))?.url,
      language: item.dc?.languages?.[0],
    }
  })
  return { title: feed.title, language: feed.language, entries }
}

function isFile({ medium }: { medium?: string | undefined }): boolean {
  return medium !== 'image'
}

function tellAtom(document: string): ToldFeed {
  const feed = parseAtomFeed(document)
  const languages = entryLanguages(document)
  const entries = (feed.entries ?? []).map((entry, index) => ({
    id: entry.id,
    url: entry.links?.find(({ rel }) => rel === 'alternate')?.href,
    title: plain(entry.title),
    published: Date.parse(entry.published ?? ''),
    updated: Date.parse(entry.updated ?? ''),
    summary: plain(entry.summary) ?? '',
    html: entry.content?.value ?? '',
    authors: (entry.authors ?? []).flatMap(({ name }) => name ?? []),
    tags: (entry.categories ?? []).flatMap(({ term }) => term ?? []),
    files: (entry.links ?? [])
      .filter(({ rel }) => rel === 'enclosure')
      .map(({ href, type, length }) => ({ url: href, type, length: length ?? 0 })),
    image: entry.media?.contents?.[0]?.url,
    language: languages[index],
  }))
  return { title: plain(feed.title), language: /<feed[^>]* xml:lang="([^"]*)"/.exec(document)?.[1], entries }
}

/** feedsmith does not tell the languages of entries. */
function entryLanguages(document: string): (string | undefined)[] {
  return [...document.matchAll(/<entry(?: xml:lang="([^"]*)")?>/g)].map(([, language]) => language)
}

/** RFC 4287, section 3.1.1: without a type a text is plain. */
function plain(text: { value?: string | undefined; type?: string | undefined } | undefined) {
  return text?.type === 'html' ? textOf(text.value ?? '') : text?.value
}

/** What a person reads of a line of HTML: tags are not shown. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>?/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&#xFFFD;', '\uFFFD')
    .replaceAll('&amp;', '&')
}

function tellJson(document: string): ToldFeed {
  const feed = parseJsonFeed(JSON.parse(document))
  const entries = (feed.items ?? []).map((item) => ({
    id: item.id,
    url: item.url,
    title: item.title,
    published: Date.parse(item.date_published ?? ''),
    updated: Date.parse(item.date_modified ?? ''),
    summary: item.summary ?? '',
    html: item.content_html ?? '',
    authors: (item.authors ?? []).flatMap(({ name }) => name ?? []),
    tags: item.tags ?? [],
    files: (item.attachments ?? []).map(({ url, mime_type, size_in_bytes }) => ({
      url,
      type: mime_type,
      length: size_in_bytes ?? 0,
    })),
    image: item.image,
    language: item.language,
  }))
  return { title: feed.title, language: feed.language, entries }
}

/** Differences between the three documents of one feed; none if they tell the same story. */
export function differences({ rss, atom, json }: Readonly<Record<FormatName, string>>): string[] {
  return differencesOf({ rss: tellRss(rss), atom: tellAtom(atom), json: tellJson(json) })
}

export function differencesOf({ rss, atom, json }: Readonly<Record<FormatName, ToldFeed>>): string[] {
  const counts = [rss, atom, json].map(({ entries }) => entries.length)
  if (new Set(counts).size !== 1) return [`entries: ${counts.join(', ')}`]
  return [
    ...differing('feed', withoutEntries(rss), withoutEntries(json), 'rss'),
    ...differing('feed', withoutEntries(atom), withoutEntries(json), 'atom'),
    ...json.entries.flatMap((entry, index) => [
      ...differing(`${entry.id}`, rss.entries[index], entry, 'rss'),
      ...differing(`${entry.id}`, withoutStandIns(atom.entries[index], entry, json), entry, 'atom'),
    ]),
  ]
}

function withoutEntries({ title, language }: ToldFeed) {
  return { title, language }
}

function differing(name: string, told: object | undefined, expected: object, format: FormatName): string[] {
  const values = new Map(Object.entries(told ?? {}))
  return Object.entries(expected)
    .filter(([key, value]) => JSON.stringify(values.get(key)) !== JSON.stringify(value))
    .map(([key, value]) => {
      return `${name}: ${key}: ${format} ${JSON.stringify(values.get(key))} json ${JSON.stringify(value)}`
    })
}

/** Atom wants a title and a text of every entry, an IRI as its id, and no language that its feed has. */
function withoutStandIns(atom: Told | undefined, json: Told, feed: ToldFeed): Told | undefined {
  if (atom === undefined) return undefined
  const start = new Date(json.published).toISOString().slice(0, 10)
  const standIn = json.summary === '' ? start : json.summary
  const isStandIn = json.title === undefined && standIn.startsWith(atom.title?.replace(/…$/, '') ?? '?')
  const isRepeated = json.summary === '' && atom.html === '' && atom.summary === atom.title
  return {
    ...atom,
    title: isStandIn ? undefined : atom.title,
    summary: isRepeated ? '' : atom.summary,
    id: sameId(atom.id, json.id) ? json.id : atom.id,
    language: atom.language ?? (json.language === feed.language ? json.language : undefined),
  }
}

function sameId(atom = '', json = ''): boolean {
  return atom.endsWith(`:${encodeURIComponent(json)}`) || (URL.canParse(json) && new URL(json).href === atom)
}
