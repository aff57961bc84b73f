/** Whatever a post says: every document is well-formed, and an independent reader gets it back exactly. */

import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { createCompiler } from '../../../test/support/compiler.ts'
import { text } from '../../../test/support/documents.ts'
import { differences, differencesOf, type Told, type ToldFeed, tell } from '../../../test/support/story.ts'
import { anyText } from '../../../test/support/texts.ts'
import { fold } from '../../base/slug.ts'
import { cleanLine, cleanText, toUri } from '../../base/text.ts'
import { parseSite } from '../../config/site.ts'
import { hash } from '../../disk/hash.ts'
import { mayHide } from '../../markdown/render.ts'
import type { Author, Entry, Episode, FeedHead, Format, Site } from '../../model.ts'
import { atom as atomFormat } from './atom.ts'
import { json as jsonFormat } from './json.ts'
import { rss as rssFormat } from './rss.ts'
import { plainOrHtml, prefixesIn } from './xml.ts'

const RUNS = 1_000

/** Entries of one document: a document costs more than an entry. */
const BATCH = 10

/** Reading and compiling a file costs more than writing an entry. */
const FILE_RUNS = 150

/** In milliseconds: two busy cores need a minute for all. */
const TIMEOUT = 120_000

const NOW = Date.UTC(2026, 6, 1)
const MINUTE = 60_000

/** Texts as the border of the model lets them in: see text.ts, fields.ts and parse.ts. */
const line = anyText.map(cleanLine)
const words = line.filter((value) => value !== '')
const html = anyText.map((value) => cleanText(`<p>${value}</p>`))
const word = words.map((value) => value.replace(/\s/g, '')).filter((value) => value !== '')
const address = anyText.filter(isPath).map((value) => toUri(`https://x.example/${value}`))

function isPath(value: string): boolean {
  return URL.canParse(`https://x.example/${value}`)
}

/** Absent as often as not. */
function optional<K extends string, V>(key: K, value: fc.Arbitrary<V>) {
  return fc.option(value).map((made) => (made === null ? {} : { [key]: made })) as fc.Arbitrary<{
    [P in K]?: V
  }>
}

const person: fc.Arbitrary<Author> = fc
  .tuple(fc.record({ name: words }), optional('url', address), optional('email', fc.emailAddress()))
  .map((parts) => Object.assign({}, ...parts))

const enclosure = fc
  .tuple(
    fc.record({ url: address, type: fc.constantFrom('audio/mpeg', 'x/y+z'), length: fc.nat() }),
    optional('title', words),
    optional('duration', fc.nat(100_000)),
  )
  .map((parts): Entry['enclosures'][number] => Object.assign({}, ...parts))

const image = fc
  .tuple(fc.record({ url: address }), optional('alt', words))
  .map((parts): NonNullable<Entry['image']> => Object.assign({}, ...parts))

const episode = fc
  .tuple(
    fc.record({
      transcripts: fc.array(fc.record({ url: address, type: word }), { maxLength: 2 }),
      persons: fc.array(fc.record({ name: words, role: words, url: address }), { maxLength: 2 }),
    }),
    optional('chapters', address),
    optional('title', words),
    optional('image', address),
  )
  .map((parts): Episode => Object.assign({}, ...parts))

const entry: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.record({
      path: fc.constant('a.md'),
      folder: fc.constant(''),
      folderSlug: fc.constant(''),
      slug: fc.constant('a'),
      inFeeds: fc.constant(true),
      media: fc.constant([]),
      id: word,
      url: address,
      published: fc.nat(50_000_000).map((minutes) => minutes * MINUTE),
      updated: fc.constant(0),
      tags: fc.uniqueArray(words, { maxLength: 3 }),
      authors: fc.array(person, { maxLength: 2 }),
      enclosures: fc.array(enclosure, { maxLength: 2 }),
      summary: line,
      html,
      content: fc.constantFrom('full', 'summary'),
    }),
    optional('title', words),
    optional('externalUrl', address),
    optional('language', fc.constantFrom('de', 'pt-BR')),
    optional('image', image),
    optional('podcast', episode),
  )
  .chain((parts) =>
    fc.nat(1000).map((minutes): Entry => {
      const made = Object.assign({}, ...parts)
      return { ...made, updated: made.published + minutes * MINUTE }
    }),
  )

const site: fc.Arbitrary<Site> = fc
  .tuple(
    fc.record({ title: words, author: fc.array(person, { maxLength: 2 }), contributor: person }),
    optional('copyright', words),
    optional('image', address),
    optional('icon', address),
    optional('hub', address),
  )
  .map(([{ contributor, ...required }, ...rest]) =>
    Object.assign(parseSite({ timeZone: 'Asia/Kolkata' }, 'https://blog.example'), required, ...rest, {
      authors: { contributor },
    }),
  )

const head: fc.Arbitrary<FeedHead> = fc.record({
  id: address,
  title: words,
  description: line,
  language: fc.constantFrom('en', 'de'),
  home: address,
  self: fc.record({ rss: address, atom: address, json: address }),
})

const HEAD: FeedHead = {
  id: 'https://blog.example/',
  title: 'Tea',
  description: '',
  language: 'en',
  home: 'https://blog.example/',
  self: {
    rss: 'https://blog.example/rss.xml',
    atom: 'https://blog.example/atom.xml',
    json: 'https://blog.example/feed.json',
  },
}

function write(format: Format, of: FeedHead, around: Site, shown: readonly Entry[]): string {
  const { opening, stamp, closing } = format.frame(of, around)
  const slices = shown.map((one) => format.entry(one, around)).join(format.separator)
  return [opening[0], stamp({ updated: NOW }, prefixesIn(slices)), opening[1], slices, closing].join('')
}

/**
 * All texts and attribute values of an XML document.
 * @throws where it is not well-formed, or uses a namespace that it does not declare
 */
function parseXml(document: string): Set<string> {
  if (!document.isWellFormed()) throw new Error('half of a surrogate pair')
  const texts = new Set<string>()
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('attribute', ({ value }) => texts.add(value))
  parser.on('text', (value) => texts.add(value))
  parser.write(document).close()
  return texts
}

/** What feedsmith does not tell, or not of every format. */
function details({ enclosures, authors, image, externalUrl, podcast }: Entry, format: Format): string[] {
  const links = [...authors.flatMap(({ url, email }) => [url, email]), externalUrl]
  const titles = enclosures.map(({ title }) => title)
  // an attribute cannot say that its text is not HTML
  const plain = titles.filter((title) => title !== undefined && plainOrHtml(title).type === '')
  const found = format === rssFormat ? [...titles.slice(1), ...episodeTexts(podcast)] : [...plain, ...links]
  return [...found, image?.alt].filter((value) => value !== undefined)
}

/** What only RSS tells: of an episode. */
function episodeTexts(podcast: Episode | undefined): (string | undefined)[] {
  const { persons = [], transcripts = [], chapters } = podcast ?? {}
  return [
    ...persons.flatMap(({ name, role, url }) => [name, role, url]),
    ...transcripts.map(({ url }) => url),
    chapters,
  ]
}

/** What every format must tell of an entry. */
function expected(of: Entry): Told {
  return {
    id: of.id,
    url: of.url,
    title: of.title,
    published: of.published,
    updated: of.updated,
    summary: of.summary,
    html: of.content === 'full' ? of.html.trim() : '',
    authors: of.authors.map(({ name }) => name),
    tags: of.tags,
    files: of.enclosures.map(({ url, type, length }) => ({ url, type, length })),
    image: of.image?.url,
    language: of.language,
  }
}

function checkDetails(texts: ReadonlySet<string>, wanted: readonly string[]): void {
  const lost = wanted.filter((value) => !texts.has(value) && !texts.has(plainOrHtml(value).text))
  expect(lost).toEqual([])
}

/** Writes the entries in all formats, and has the documents parsed and compared with what went in. */
function check(of: FeedHead, around: Site, shown: readonly Entry[]): void {
  const [rss, atom, json] = [rssFormat, atomFormat, jsonFormat].map((format) => {
    const document = write(format, of, around, shown)
    if (format !== jsonFormat) {
      const wanted = shown.flatMap((one) => details(one, format))
      checkDetails(parseXml(document), wanted)
    }
    return tell[format.name](document)
  })
  if (rss === undefined || atom === undefined || json === undefined) throw new Error('a format is missing')
  expect(json).toEqual({ title: of.title, language: of.language, entries: shown.map(expected) })
  expect(differencesOf({ rss, atom, json })).toEqual([])
}

describe('arbitrary texts are well-formed in every format, and read back exactly', () => {
  it(
    'in an entry',
    () => {
      const around = parseSite({ timeZone: 'Asia/Kolkata' }, 'https://blog.example')
      fc.assert(
        fc.property(fc.array(entry, { minLength: BATCH, maxLength: BATCH }), (shown) => {
          check(HEAD, around, shown)
        }),
        { numRuns: RUNS / BATCH },
      )
    },
    TIMEOUT,
  )

  it(
    'in a site and a feed',
    () => {
      const [shown] = fc.sample(entry, { numRuns: 1, seed: 1 })
      if (shown === undefined) throw new Error('no entry')
      fc.assert(
        // Atom names an entry's language where it is not the site's, so the feed is in the site's
        fc.property(site, head, (around, of) => check({ ...of, language: around.language }, around, [shown])),
        { numRuns: FILE_RUNS },
      )
    },
    TIMEOUT,
  )
})

describe('a file of arbitrary texts', () => {
  /** Something to see, so that the text is not refused as empty, and no hidden remark. */
  const visible = anyText.map((value) => `a${value}z`).filter((value) => !mayHide(value))

  const fields = fc.record({
    date: fc.constant('2026-02-03T04:05:06Z'),
    title: visible,
    description: visible,
    tags: fc.uniqueArray(visible, { maxLength: 3, selector: (tag) => fold(cleanLine(tag)) }),
    authors: fc.array(fc.record({ name: visible }), { minLength: 1, maxLength: 2 }),
    image: fc.record({ src: fc.constant('https://img.example/a.png'), alt: visible }),
    enclosures: fc.array(
      fc.record({
        url: fc.constant('https://files.example/a.mp3'),
        type: fc.constant('audio/mpeg'),
        title: visible,
      }),
      { maxLength: 2 },
    ),
  })

  it(
    'is told in every format as it was typed',
    () => {
      const compiler = createCompiler(parseSite({ feeds: ONLY_MAIN }, 'https://blog.example'), hash)
      fc.assert(
        fc.property(fields, anyText, (typed, body) => {
          const front = JSON.stringify(typed, null, 1)
          const source = { path: 'a.md', text: `${front}\n\n${body}\n` }
          // a file is cleaned as a whole, before anything in it is read
          const matter: typeof typed = JSON.parse(cleanText(front))
          const compilation = compiler.compile({ sources: [source], files: new Map() }, NOW)
          const errors = compilation.problems.filter(({ severity }) => severity === 'error')
          if (errors.length > 0) {
            // raw HTML that is left open is reported, and the post left out
            expect(errors).toMatchObject([
              { what: expect.stringMatching(/^(The (raw HTML|body)|A hidden remark) /) },
            ])
            return
          }
          const documents = {
            rss: text(compilation, '/rss.xml', NOW),
            atom: text(compilation, '/atom.xml', NOW),
            json: text(compilation, '/feed.json', NOW),
          }
          parseXml(documents.rss)
          parseXml(documents.atom)
          expect(differences(documents)).toEqual([])
          expect(matterOf(tell.json(documents.json))).toEqual({
            title: cleanLine(matter.title),
            summary: cleanLine(matter.description),
            tags: matter.tags.map(cleanLine),
            authors: matter.authors.map(({ name }) => cleanLine(name)),
            published: Date.UTC(2026, 1, 3, 4, 5, 6),
          })
        }),
        { numRuns: FILE_RUNS },
      )
    },
    TIMEOUT,
  )
})

const ONLY_MAIN = { tags: false, authors: false, folders: false, languages: false, archive: false }

function matterOf({ entries: [entry] }: ToldFeed) {
  const { title, summary, tags, authors, published } = entry ?? {}
  return { title, summary, tags, authors, published }
}

describe('an address', () => {
  it('becomes a URI that means the same', () => {
    fc.assert(
      fc.property(anyText.filter(isPath), (path) => {
        const uri = toUri(`https://x.example/${path}`)
        expect(uri).toMatch(/^https:\/\/x\.example\/[\w;/?:@&=+$.~!*'()%,#-]*$/)
        expect(toUri(uri)).toBe(uri)
      }),
      { numRuns: RUNS },
    )
  })
})
