/**
 * Front matter keys by which other systems keep a post out of their feeds or away from the public: Hugo, Jekyll,
 * Hexo, Pelican, Zola, Eleventy, Astro, Docusaurus, VuePress, Ghost, WordPress exports, Obsidian, Quartz, Hashnode.
 */
import { parseInstant } from '../dates.ts'
import { nearestKey } from '../problem.ts'
import { foldKey, isEmpty, isNo, isTable, isYes } from './values.ts'

/** `unclear`: the value may have been meant to hold the post back. */
export type Verdict = 'public' | 'held' | 'unclear'

type Rule = (value: unknown) => Verdict

/** `private: true` */
const byYes: Rule = (value) => {
  if (isYes(value)) return 'held'
  return isNo(value) || isEmpty(value) ? 'public' : 'unclear'
}

/** `publish: false`; some systems write the date of publication there. */
const byNo: Rule = (value) => {
  if (isNo(value)) return 'held'
  return isEmpty(value) || isYes(value) || isDate(value) ? 'public' : 'unclear'
}

/** `permalink: false`; other values have another meaning. */
const onlyByNo: Rule = (value) => (isNo(value) || foldedWords(value).includes('never') ? 'held' : 'public')

/** `password: tea` */
const byAnyValue: Rule = (value) => (isEmpty(value) || isNo(value) ? 'public' : 'held')

/** Hugo's levels of a table `build`; `list: local` keeps a page out of the site's feeds. */
const byHugo: Rule = (value) => {
  const words = foldedWords(value)
  return isYes(value) || isEmpty(value) || words.includes('always') ? 'public' : 'held'
}

const PUBLIC_WORDS = new Set(['public', 'everyone', 'everybody', 'anyone', 'all', 'open', 'free', 'listed'])
const HELD_WORDS = new Set([
  ...['draft', 'drafts', 'autodraft', 'private', 'pending', 'pendingreview', 'future', 'scheduled', 'sent'],
  ...['trash', 'trashed', 'deleted', 'hidden', 'skip', 'unlisted', 'delisted', 'unpublished', 'archived'],
  ...['password', 'passwordprotected', 'protected', 'restricted', 'internal', 'confidential', 'secret'],
  ...['member', 'members', 'membersonly', 'paid', 'onlypaid', 'premium', 'subscribers', 'subscribersonly'],
  ...['tiers', 'patrons', 'friends', 'followers', 'inactive', 'offline', 'withheld', 'embargoed', 'noone'],
  ...['wip', 'workinprogress', 'inprogress', 'notready', 'unfinished', 'todo', 'review', 'inreview'],
  // de, fr, es, it, pt, nl, sv, da, fi, pl, ru, uk, zh, ja
  ...['entwurf', 'privat', 'brouillon', 'prive', 'privé', 'borrador', 'privado', 'bozza', 'privato'],
  ...[
    'rascunho',
    'concept',
    'utkast',
    'kladde',
    'luonnos',
    'szkic',
    'черновик',
    'чернетка',
    '草稿',
    '下書き',
  ],
])
/** A mistyped one of these is unclear. */
const FREQUENT_WORDS = ['draft', 'private', 'hidden', 'pending', 'future', 'trash', 'unlisted']

/** `status: private`; gardens and wikis have words of their own for posts that are public. */
const byWord: Rule = (value) => {
  const words = foldedWords(value)
  if (words.some((word) => HELD_WORDS.has(word))) return 'held'
  return words.some((word) => nearestKey(word, FREQUENT_WORDS) !== undefined) ? 'unclear' : 'public'
}

/** `visibility: members`; a word that is not known for public is not taken for it. */
const byKnownWord: Rule = (value) => {
  const words = foldedWords(value)
  if (words.some((word) => HELD_WORDS.has(word)) || isNo(value)) return 'held'
  const isPublic = words.length > 0 && words.every((word) => PUBLIC_WORDS.has(word))
  return isPublic || isYes(value) || isEmpty(value) ? 'public' : 'unclear'
}

/** A post's own keys, folded (see `foldKey`). */
const RULES = new Map<string, Rule>([
  ...rows(byYes, 'private isprivate hidden ishidden unlisted isunlisted delisted isdelisted headless'),
  ...rows(byYes, 'archived isarchived trashed istrashed unpublished isunpublished saveasdraft ignorepost'),
  ...rows(byYes, 'emailonly membersonly subscribersonly paid ispaid premium ispremium encrypt encrypted'),
  ...rows(byYes, 'eleventyexcludefromcollections excludefromcollections excludefromfeed excludefromfeeds'),
  ...rows(byYes, 'excludefromrss rssexclude rssignore feedexclude nofeed norss hidefromfeed hidefromrss'),
  ...rows(byNo, 'publish dgpublish ispublished public ispublic visible isvisible islisted'),
  ...rows(onlyByNo, 'permalink render rss article listed'),
  ...rows(byAnyValue, 'password postpassword'),
  ...rows(byWord, 'status poststatus publishstatus publicationstatus wpstatus state stage'),
  ...rows(byKnownWord, 'visibility access accesslevel privacy'),
])

/** Hugo's `build` or `_build`: its files may go unpublished while the page is public. */
const BUILD_RULES = new Map<string, Rule>([...rows(byHugo, 'list render')])

/** Tables about something on the page, in which `hidden` or `access` says nothing about the post. */
const THINGS = new Set([
  ...['cover', 'image', 'images', 'photo', 'photos', 'gallery', 'featuredimage', 'banner', 'hero', 'video'],
  ...['audio', 'enclosures', 'podcast', 'resources', 'menu', 'menus', 'sidebar', 'nav', 'navigation'],
  ...['eleventynavigation', 'toc', 'comments', 'header', 'footer', 'author', 'authors', 'links', 'share'],
  ...['social', 'breadcrumb', 'breadcrumbs', 'pagination', 'license', 'location', 'geo', 'event'],
])

/** What a key at the top of the front matter says. */
export function verdictOf(key: string, value: unknown): Verdict {
  return RULES.get(key)?.(value) ?? 'public'
}

/** The path to the first setting in a table, at any depth, that clearly holds the post back. */
export function heldInside(key: string, value: unknown): string[] | undefined {
  if (THINGS.has(key) || !(isTable(value) || Array.isArray(value))) return undefined
  const rules = key === 'build' ? BUILD_RULES : RULES
  for (const [name, inner] of Object.entries(value)) {
    const folded = foldKey(name)
    if (rules.get(folded)?.(inner) === 'held') return [name]
    const below = heldInside(folded, inner)
    if (below !== undefined) return [name, ...below]
  }
  return undefined
}

/** Whether a value must not be repeated in a report, which others may read. */
export function isSecret(name: string): boolean {
  return RULES.get(foldKey(name)) === byAnyValue
}

export function isDate(value: unknown): boolean {
  return value instanceof Date || (typeof value === 'string' && parseInstant(value, 'UTC') !== undefined)
}

function foldedWords(value: unknown): string[] {
  return [value].flat().flatMap((word) => (typeof word === 'string' ? foldKey(word.replace(/^#/, '')) : []))
}

function rows(rule: Rule, keys: string): [string, Rule][] {
  return keys.split(' ').map((key) => [key, rule])
}
