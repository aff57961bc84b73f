/** The schema of `feed.config.ts`. */
import * as v from 'valibot'
import { isTimeZone } from '../base/dates.ts'
import { isGlob } from '../base/glob.ts'
import { isLanguageTag } from '../base/language.ts'
import { licenseOf } from '../base/license.ts'
import { email, isPlain, line, recordOf, strictTableOf } from '../base/schema.ts'
import { cleanLine, cleanText } from '../base/text.ts'
import { isBeside, isPicture } from './beside.ts'
import { podcast, webAddress } from './show.ts'
import { defaultsFault, isAlias, isData, isLinkTemplate, isWebAddress, leadsInCircle } from './values.ts'

/** A web address, or the path of a picture beside the configuration. */
const picture = v.union([webAddress, v.pipe(v.string(), v.check(isPicture))])
const besideFile = v.pipe(v.string(), v.check(isBeside))
const wholeNumber = v.pipe(v.number(), v.safeInteger())

const authorObject = strictTableOf({
  name: line,
  url: v.optional(webAddress),
  email: v.optional(email),
  avatar: v.optional(picture),
})
const anyone = () => authorObject
const feeds = strictTableOf({
  limit: v.optional(v.pipe(wholeNumber, v.minValue(1)), 50),
  max: v.optional(v.pipe(wholeNumber, v.minValue(1)), 50_000),
  maxBytes: v.optional(v.pipe(wholeNumber, v.minValue(1024)), 512 * 1024),
  content: v.optional(v.picklist(['full', 'summary']), 'full'),
  tags: v.optional(v.boolean(), true),
  authors: v.optional(v.boolean(), true),
  folders: v.optional(v.union([v.boolean(), v.literal('all')]), true),
  languages: v.optional(v.boolean(), true),
  archive: v.optional(v.boolean(), true),
  markdown: v.optional(v.boolean(), false),
  thumbnails: v.optional(v.boolean(), false),
})

/** A path in the posts folder, with `*` and `**`. */
const glob = v.pipe(v.string(), v.check(isGlob))

/** Front matter of the posts that a glob matches. */
const defaultsOf = (path: string) =>
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => isPlain(value) && isData(value) && defaultsFault(path, value) === undefined,
  )

const sitePath = v.pipe(v.string(), v.startsWith('/'))
const alias = (from: string) => v.custom<string>((to) => isAlias(from, to))

const http = strictTableOf({
  maxAge: v.optional(v.pipe(wholeNumber, v.minValue(0), v.maxValue(365 * 86_400)), 900),
  deltas: v.optional(v.boolean(), true),
  aliases: v.optional(v.pipe(recordOf(alias), v.rawCheck(checkAliases)), {}),
  gone: v.optional(v.array(sitePath), []),
})

const oneHub = v.union([v.literal('self'), webAddress])
const hub = v.union([oneHub, v.pipe(v.array(oneHub), v.minLength(1))])

const push = strictTableOf({ allow: v.optional(v.array(v.string()), []) })

/** A path of the site, a web address, or `mailto:`. */
const link = v.pipe(v.string(), v.check(isLink))
const menuLink = strictTableOf({
  title: line,
  url: link,
  rel: v.optional(v.pipe(line, v.regex(/^[a-z -]+$/))),
})
const blog = strictTableOf({ title: line, url: v.optional(webAddress), feed: webAddress })
const tags = strictTableOf({ hidden: v.optional(v.array(line), []) })

export const config = strictTableOf({
  title: v.optional(line, 'My posts'),
  description: v.optional(v.pipe(v.string(), v.transform(cleanLine)), ''),
  url: v.pipe(
    webAddress,
    v.check((value) => !/[?#]/.test(value)),
    v.transform((value) => new URL(value).href.replace(/\/+$/, '')),
  ),
  language: v.optional(v.pipe(v.string(), v.check(isLanguageTag)), 'en'),
  timeZone: v.optional(v.pipe(v.string(), v.check(isTimeZone)), 'UTC'),
  copyright: v.optional(line),
  license: v.optional(v.pipe(line, v.transform(licenseOf))),
  image: v.optional(picture),
  icon: v.optional(picture),
  css: v.optional(besideFile),
  menu: v.optional(v.array(menuLink), []),
  footer: v.optional(v.pipe(v.string(), v.transform(cleanText))),
  comments: v.optional(v.pipe(v.string(), v.check(isCommentsTemplate))),
  blogroll: v.optional(v.union([besideFile, v.array(blog)])),
  tags: v.optional(tags, {}),
  author: v.optional(v.union([line, v.array(line)]), []),
  authors: v.optional(recordOf(anyone), {}),
  links: v.optional(v.pipe(v.string(), v.check(isLinkTemplate)), '/posts/:slug'),
  exclude: v.optional(v.array(glob), []),
  defaults: v.optional(recordOf(defaultsOf), {}),
  dates: v.optional(v.picklist(['git', 'mtime'])),
  feeds: v.optional(feeds, {}),
  http: v.optional(http, {}),
  hub: v.optional(hub),
  push: v.optional(push, {}),
  expired: v.optional(v.boolean(), false),
  podcast: v.optional(podcast),
})

/** Browsers take a backslash for a slash, and overlook line ends and tabs (URL standard, section 4.4). */
function isLink(text: string): boolean {
  return /^\/(?![/\\\s])/.test(text) || /^mailto:./i.test(text) || isWebAddress(text)
}

/** The address has to differ from post to post. */
function isCommentsTemplate(text: string): boolean {
  return isLink(text) && /\{(?:url|title)\}/.test(text)
}

export type Person = v.InferOutput<typeof authorObject>

/** The tables of known keys; all others are people. */
const TABLES: Readonly<Record<string, { readonly entries: object }>> = {
  '': config,
  feeds,
  http,
  push,
  podcast,
  tags,
}

/** The keys that may stand where a path ends. */
export function keysBeside(path: readonly string[]): readonly string[] {
  const { entries } = TABLES[path.slice(0, -1).join('.')] ?? authorObject
  return Object.keys(entries)
}

/** An alias may lead to another one, but not in a circle. */
function checkAliases({ dataset, addIssue }: v.RawCheckContext<Record<string, string>>): void {
  if (!dataset.typed) return
  const { value: input } = dataset
  for (const [key, value] of Object.entries(input)) {
    if (leadsInCircle(key, input))
      addIssue({ path: [{ type: 'object', origin: 'value', input, key, value }] })
  }
}
