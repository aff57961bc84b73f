/** Messages for mistakes in the configuration. */
import { nearestKey, quote } from '../base/problem.ts'
import { EXPECTED as SHOW_EXPECTED } from './show.ts'
import { defaultsFault, type Fault, variableFault, type Words } from './values.ts'

const WEB_ADDRESS = 'a web address'
const PICTURE = 'a web address or the path of a picture beside the configuration'

/** What a key takes, in words, and an example; `*` stands for names that the publisher chooses. Others are plain. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  url: ['a web address that begins with https:// and has no "?" or "#"', "url: 'https://blog.example'"],
  language: ['a language tag (BCP 47)', "language: 'en' or 'pt-BR'"],
  timeZone: ['a time zone of the IANA list', "timeZone: 'Europe/Berlin'"],
  image: [PICTURE, "image: 'logo.png'"],
  icon: [PICTURE, "icon: 'icon.png'"],
  css: ['the path of a file beside the configuration', "css: 'site.css'"],
  menu: ['a list of links', "menu: [{ title: 'About', url: '/posts/about' }]"],
  'menu.*': ['a table with title and url', "{ title: 'About', url: '/posts/about' }"],
  'menu.*.url': ['a path of the site or an address', "url: '/posts/about'"],
  comments: ['an address with {url} or {title}', "comments: 'mailto:ada@blog.example?subject={title}'"],
  blogroll: [
    'the path of an OPML file beside the configuration, or a list of blogs',
    "blogroll: [{ title: 'Tea', url: 'https://tea.example', feed: 'https://tea.example/rss.xml' }]",
  ],
  'blogroll.*': ['a table with title and feed', "{ title: 'Tea', feed: 'https://tea.example/rss.xml' }"],
  'blogroll.*.url': [WEB_ADDRESS, "url: 'https://tea.example'"],
  'blogroll.*.feed': [WEB_ADDRESS, "feed: 'https://tea.example/rss.xml'"],
  tags: ['a table', "tags: { hidden: ['private'] }"],
  'tags.hidden': ['a list of tags', "hidden: ['private']"],
  author: ['a key of authors, a name, or a list of them', "author: 'ada'"],
  authors: ['a table of people', "authors: { ada: { name: 'Ada Marlowe', url: 'https://ada.example' } }"],
  'authors.*': ['a table with a name', "ada: { name: 'Ada Marlowe' }"],
  'authors.*.url': [WEB_ADDRESS, "url: 'https://ada.example'"],
  'authors.*.email': ['an email address', "email: 'ada@blog.example'"],
  'authors.*.avatar': [PICTURE, "avatar: 'ada.jpg'"],
  links: [
    'a path or web address with :slug, and perhaps :folder, :year, :month and :day, and none of the site itself',
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
  'feeds.folders': ["true, false or 'all'", 'folders: true'],
  http: ['a table', 'http: { maxAge: 900 }'],
  'http.maxAge': ['a whole number of seconds, at most a year', 'maxAge: 900'],
  'http.aliases': ['a table from path to path', "aliases: { '/old/feed': '/rss.xml' }"],
  'http.aliases.*': [
    'an alias that leads from a path, not of a main feed, to a path or a web address, and not in a circle',
    "'/old/feed': '/rss.xml'",
  ],
  'http.gone': ['a list of paths', "gone: ['/tags/old/rss.xml']"],
  'http.gone.*': ['a path that begins with "/"', "'/tags/old/rss.xml'"],
  hub: ["an address of a hub, 'self', or a list of them", "hub: ['self', 'https://hub.example/']"],
  push: ['a table', "push: { allow: ['127.0.0.1'] }"],
  'push.allow': ['a list of host names', "allow: ['127.0.0.1']"],
  ...SHOW_EXPECTED,
}

/**
 * A value that its key does not take; undefined where it is missing.
 * @param type of the value that the schema expects, such as `boolean`
 */
export function mistake(path: readonly string[], value: unknown, type: string | null): Words {
  const [expected, example] = expectation(path, type)
  const name = quote(path.join('.'))
  const usual = `Write it as ${example}.`
  if (value === undefined) return { what: `${name} is missing: ${expected}.`, fix: usual }
  const [what, fix] = fault(path, value) ?? [`is not ${expected}`, usual]
  return { what: `${name} ${what} (${quote(value)}).`, fix }
}

/** The fault in a value of the right kind, where it is known. */
function fault([room, glob]: readonly string[], value: unknown): Fault | undefined {
  if (room === 'links' && typeof value === 'string') return variableFault(value)
  return room === 'defaults' && glob !== undefined ? defaultsFault(glob, value) : undefined
}

/** The expectation of a key; where it is a publisher's own, of all such keys. */
function expectation(path: readonly string[], type: string | null): readonly [string, string] {
  const [room = '', own = '', ...rest] = path
  const patterns = [path, [room, '*', ...rest], [room, own, '*']].map((parts) => parts.join('.'))
  const [found] = patterns.flatMap((pattern) => (EXPECTED[pattern] ? [EXPECTED[pattern]] : []))
  const key = path.at(-1) ?? ''
  return found ?? (type === 'boolean' ? ['true or false', `${key}: true`] : ['text', `${key}: 'some text'`])
}

/** `known`: the keys that may stand where it does. */
export function unknownKey(path: readonly string[], value: unknown, known: readonly string[]): Words {
  const near = nearestKey(path.at(-1) ?? '', known)
  const fix = near === undefined ? `The settings here are ${known.join(', ')}.` : `Did you mean "${near}"?`
  return { what: `${quote(path.join('.'))} is not a setting (${quote(value)}).`, fix }
}
