/** Messages for mistakes in the configuration. */

import { nearestKey, quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import { aliasFault, CIRCLE, type Fault, webAddressFault } from './addresses.ts'
import { defaultsFault } from './defaults.ts'
import { templateFault } from './links.ts'
import { EXPECTED as SHOW_EXPECTED } from './show.ts'

export type Words = Pick<Problem, 'what' | 'fix'>

const TEXT = 'text'
const SWITCH = ['true or false', 'true'] as const
const WEB_ADDRESS = 'a web address'
const PICTURE = 'a web address or the path of a picture beside the configuration'
const PERSON = ['a table with a name', "ada: { name: 'Ada Marlowe' }"] as const

/** For each key what it takes, in words, and an example; `*` stands for names that the publisher chooses. */
export const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  title: [TEXT, "title: 'Tea notes'"],
  description: [TEXT, "description: 'What we brew.'"],
  url: [WEB_ADDRESS, "url: 'https://blog.example'"],
  language: ['a language tag (BCP 47)', "language: 'en' or 'pt-BR'"],
  timeZone: ['a time zone of the IANA list', "timeZone: 'Europe/Berlin'"],
  copyright: [TEXT, "copyright: '© 2026 Ada Marlowe'"],
  license: [TEXT, "license: 'CC-BY-4.0'"],
  image: [PICTURE, "image: 'logo.png'"],
  icon: [PICTURE, "icon: 'icon.png'"],
  css: ['the path of a file beside the configuration', "css: 'site.css'"],
  menu: ['a list of links', "menu: [{ title: 'About', url: '/posts/about' }]"],
  'menu.*': ['a table with title and url', "{ title: 'About', url: '/posts/about' }"],
  'menu.*.title': [TEXT, "title: 'About'"],
  'menu.*.url': ['a path of the site or an address', "url: '/posts/about'"],
  'menu.*.rel': ['text', "rel: 'me'"],
  footer: [TEXT, "footer: 'Made by the sea.'"],
  comments: ['an address with {url} or {title}', "comments: 'mailto:ada@blog.example?subject={title}'"],
  blogroll: [
    'the path of an OPML file beside the configuration, or a list of blogs',
    "blogroll: [{ title: 'Tea', url: 'https://tea.example', feed: 'https://tea.example/rss.xml' }]",
  ],
  'blogroll.*': ['a table with title and feed', "{ title: 'Tea', feed: 'https://tea.example/rss.xml' }"],
  'blogroll.*.title': [TEXT, "title: 'Tea'"],
  'blogroll.*.url': [WEB_ADDRESS, "url: 'https://tea.example'"],
  'blogroll.*.feed': [WEB_ADDRESS, "feed: 'https://tea.example/rss.xml'"],
  tags: ['a table', "tags: { hidden: ['private'] }"],
  'tags.hidden': ['a list of tags', "hidden: ['private']"],
  author: ['a key of authors, a name, or a list of them', "author: 'ada'"],
  authors: ['a table of people', "authors: { ada: { name: 'Ada Marlowe', url: 'https://ada.example' } }"],
  'authors.*': PERSON,
  'authors.*.name': [TEXT, "name: 'Ada Marlowe'"],
  'authors.*.url': [WEB_ADDRESS, "url: 'https://ada.example'"],
  'authors.*.email': ['an email address', "email: 'ada@blog.example'"],
  'authors.*.avatar': [PICTURE, "avatar: 'ada.jpg'"],
  links: [
    'a path or web address with :slug, and perhaps :folder, :year, :month and :day',
    "links: '/posts/:slug'",
  ],
  exclude: [
    'a list of paths in the posts folder, in which * and ** stand for names',
    "exclude: ['templates/**']",
  ],
  'exclude.*': ['a valid path in the posts folder', "'templates/**'"],
  defaults: ['a table from paths to front matter', "defaults: { 'notes/**': { author: 'ada' } }"],
  'defaults.*': ['front matter of a path in the posts folder', "'notes/**': { author: 'ada' }"],
  dates: ["'git' or 'mtime'", "dates: 'git'"],
  feeds: ['a table', 'feeds: { limit: 50 }'],
  'feeds.limit': ['a whole number of 1 or more', 'limit: 50'],
  'feeds.max': ['a whole number of 1 or more', 'max: 50_000'],
  'feeds.maxBytes': ['a whole number of 1024 or more', 'maxBytes: 512 * 1024'],
  'feeds.content': ["'full' or 'summary'", "content: 'full'"],
  'feeds.tags': SWITCH,
  'feeds.authors': SWITCH,
  'feeds.folders': ["true, false or 'all'", 'true'],
  'feeds.languages': SWITCH,
  'feeds.archive': SWITCH,
  'feeds.markdown': SWITCH,
  'feeds.thumbnails': SWITCH,
  http: ['a table', 'http: { maxAge: 900 }'],
  'http.maxAge': ['a whole number of seconds, at most a year', 'maxAge: 900'],
  'http.deltas': SWITCH,
  'http.aliases': ['a table from path to path', "aliases: { '/old/feed': '/rss.xml' }"],
  'http.gone': ['a list of paths', "gone: ['/tags/old/rss.xml']"],
  'http.gone.*': ['a path that begins with "/"', "'/tags/old/rss.xml'"],
  hub: ["an address of a hub, 'self', or a list of them", "hub: ['self', 'https://hub.example/']"],
  push: ['a table', "push: { allow: ['127.0.0.1'] }"],
  'push.allow': ['a list of host names', "allow: ['127.0.0.1']"],
  ...SHOW_EXPECTED,
  expired: ['true or false', 'expired: true once nothing will ever be published again'],
}

/** A value that its key does not take; undefined where it is missing. */
export function mistake(path: readonly string[], value: unknown): Words {
  const [expected, example] = expectation(path)
  const name = quote(path.join('.'))
  const usual = `Write it as ${example}.`
  if (value === undefined)
    return { what: `${name} is missing${expected === TEXT ? '' : `: ${expected}`}.`, fix: usual }
  const [what, fix] = fault(path, value) ?? [`is not ${expected}`, usual]
  return { what: `${name} ${what} (${quote(value)}).`, fix }
}

/** The fault in a value of the right kind, where it is known. */
function fault(path: readonly string[], value: unknown): Fault | undefined {
  const [room, table, own] = path
  if (room === 'http' && table === 'aliases' && own !== undefined) return aliasFault(own, value) ?? CIRCLE
  if (room === 'defaults' && table !== undefined) return defaultsFault(table, value)
  if (typeof value !== 'string') return undefined
  if (room === 'links') return templateFault(value)
  return [WEB_ADDRESS, PICTURE].includes(expectation(path)[0])
    ? webAddressFault(path.at(-1) ?? '', value)
    : undefined
}

/** The expectation of a key; where it is a publisher's own, of all such keys. */
function expectation(path: readonly string[]): readonly [string, string] {
  const [room = '', own = '', ...rest] = path
  const known = EXPECTED[path.join('.')] ?? EXPECTED[[room, '*', ...rest].join('.')]
  return known ?? EXPECTED[[room, own, '*'].join('.')] ?? EXPECTED[room] ?? SWITCH
}

/** `known`: the keys that may stand where it does. */
export function unknownKey(path: readonly string[], value: unknown, known: readonly string[]): Words {
  const near = nearestKey(path.at(-1) ?? '', known)
  const fix = near === undefined ? `The settings here are ${known.join(', ')}.` : `Did you mean "${near}"?`
  return { what: `${quote(path.join('.'))} is not a setting (${quote(value)}).`, fix }
}
