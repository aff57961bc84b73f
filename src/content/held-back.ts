/**
 * Front matter keys by which other systems keep a post out of their feeds or away from the public: Hugo, Jekyll,
 * Hexo, Pelican, Zola, Eleventy, Astro, Docusaurus, VuePress, Ghost, WordPress exports, Obsidian, Quartz, Hashnode.
 */
import { parseInstant } from '../base/dates.ts'
import { nearestKey } from '../base/problem.ts'
import { foldKey, isEmpty, isNo, isTable, isYes } from './values.ts'

/** Drafts and private posts in de, fr, es, it, pt, nl, sv, da, fi, pl, ru, uk, zh, ja. */
const TRANSLATED = [
  ...['entwurf', 'privat', 'brouillon', 'prive', 'privé', 'borrador', 'privado', 'bozza', 'privato'],
  ...['rascunho', 'utkast', 'kladde', 'luonnos', 'szkic', 'черновик', 'чернетка', '草稿', '下書き'],
]

/** Keys that are made for this: any value but a plain no is at least unclear. */
const HELD_KEYS: readonly string[] = [
  ...['private', 'hidden', 'unlisted', 'delisted', 'headless', 'archived', 'trashed', 'unpublished'],
  ...['saveasdraft', 'ignorepost', 'emailonly', 'membersonly', 'memberonly', 'subscribersonly'],
  ...['encrypt', 'encrypted', 'eleventyexcludefromcollections', 'excludefromcollections'],
]

/** Words that hold a post back as a value (`status: wip`), or as a key with a plain yes (`wip: true`). */
const PLAIN_WORDS = [
  ...['hide', 'invisible', 'unpublish', 'unreleased', 'trash', 'deleted', 'inactive', 'offline', 'withheld'],
  ...['embargoed', 'passwordprotected', 'protected', 'restricted', 'internal', 'confidential', 'secret'],
  ...['onlypaid', 'paid', 'premium', 'paywalled', 'wip', 'workinprogress', 'notready', 'unfinished'],
  ...['notpublished', 'notpublic', 'skip', ...TRANSLATED],
]

/** Keys that hold a post back with a plain yes; other values have other meanings: `hide: [toc]`. */
const HELD_BY_YES: readonly string[] = [
  ...PLAIN_WORDS,
  ...['paywall', 'nopublish', 'donotpublish', 'dontpublish', 'neverpublish'],
]

const HELD_WORDS: ReadonlySet<string> = new Set([
  ...HELD_KEYS,
  ...PLAIN_WORDS,
  ...['draft', 'drafts', 'autodraft', 'concept', 'pending', 'pendingreview', 'future', 'scheduled', 'sent'],
  ...['password', 'member', 'members', 'subscribers', 'tiers', 'patrons', 'friends', 'followers'],
  ...['founding', 'noone', 'inprogress', 'todo', 'review', 'inreview', 'onhold', 'rejected'],
])

const PUBLIC_WORDS: ReadonlySet<string> = new Set([
  ...['public', 'everyone', 'everybody', 'anyone', 'all', 'open', 'free', 'listed'],
])

/** Words that leave a value unclear if they are mistyped, or stand among others: `draft (needs review)`. */
const FREQUENT_WORDS = ['draft', 'private', 'hidden', 'pending', 'future', 'trash', 'unlisted']

export const HELD_FOLDERS: readonly string[] =
  'draft drafts private unpublished entwürfe brouillons borradores bozze rascunhos черновики 草稿 下書き'.split(
    ' ',
  )

/** `unclear`: the value may have been meant to hold the post back. */
type Verdict = 'public' | 'held' | 'unclear'

type Rule = (value: unknown) => Verdict

/** `private: true` */
const byYes: Rule = (value) => {
  if (isYes(value)) return 'held'
  return isNo(value) || isEmpty(value) ? 'public' : 'unclear'
}

/** `hide: true` */
const onlyByYes: Rule = (value) => (isYes(value) ? 'held' : 'public')

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

/** `status: private`; gardens and wikis have words of their own for posts that are public. */
const byWord: Rule = (value) => {
  const words = foldedWords(value)
  if (words.some((word) => HELD_WORDS.has(word))) return 'held'
  const isUnclear = words.some((word) => nearestKey(word, FREQUENT_WORDS) !== undefined)
  const singleWords = textsIn(value).flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? [])
  return isUnclear || singleWords.some((word) => FREQUENT_WORDS.includes(word)) ? 'unclear' : 'public'
}

/** `visibility: members`; an unknown word does not count as public. */
const byKnownWord: Rule = (value) => {
  const words = foldedWords(value)
  if (words.some((word) => HELD_WORDS.has(word)) || isNo(value)) return 'held'
  const isPublic = words.length > 0 && words.every((word) => PUBLIC_WORDS.has(word))
  return isPublic || isYes(value) || isEmpty(value) ? 'public' : 'unclear'
}

/** Keys that describe the post wherever they stand, folded (see `foldKey`). */
const CLEAR_RULES: readonly [string, Rule][] = [
  ...HELD_KEYS.flatMap((key) => rows(byYes, `${key} is${key}`)),
  ...rows(byNo, 'publish dgpublish ispublished public ispublic visible isvisible islisted'),
  ...rows(onlyByNo, 'permalink render rss article listed routable'),
  ...rows(byKnownWord, 'visibility access accesslevel privacy'),
]

/** Keys that, in a table, may describe something else: `wifi: { password: … }`, `project: { status: archived }`. */
const LOOSE_RULES: readonly [string, Rule][] = [
  ...HELD_BY_YES.flatMap((key) => rows(onlyByYes, `${key} is${key}`)),
  ...rows(onlyByNo, 'url'),
  ...rows(byAnyValue, 'password postpassword'),
  ...rows(byWord, 'status poststatus publishstatus publicationstatus wpstatus state stage'),
]

/** Keys with too many meanings in tables: `comments: { enabled: false }`. */
const TOP_RULES: readonly [string, Rule][] = [
  ...rows(byNo, 'published'),
  ...rows(onlyByYes, 'exclude excluded ignore ignored disable disabled'),
  ...rows(onlyByNo, 'active enabled live online ready released approved'),
  ...rows(byWord, 'audience emailtype workflowstate workflow editorialstatus contentstatus reviewstatus'),
  ...rows(byWord, 'statut estado stato статус 状态 狀態 ステータス'),
  ...rows(byAnyValue, 'passphrase passwd'),
]

const SETTING_RULES = new Map([...CLEAR_RULES, ...LOOSE_RULES])
const THING_RULES = new Map(CLEAR_RULES)
const RULES = new Map([...SETTING_RULES, ...TOP_RULES])

/** Tables of the post's own settings. */
const SETTINGS = new Set([
  ...['params', 'extra', 'meta', 'metadata', 'custom', 'data', 'blog', 'post', 'page', 'settings', 'options'],
  ...['frontmatter', 'config', 'eleventycomputed', 'cascade', 'hugo', 'zola', 'ghost', 'wordpress', 'wp'],
])

/** `exclude_from_feed: true`, `hiddenFromRss: yes`, `nofeed: true`, `rss_ignore: true` */
const OUT_OF_FEEDS =
  /^(?:(?:excluded?|hidden|hide|skip|omit|ignore|no)(?:from|in)?(?:the)?(?:feeds?|rss)|(?:feeds?|rss)(?:excluded?|ignored?|hidden|skip))$/

/** `include_in_feed: false`, `show_in_rss: no` */
const INTO_FEEDS = /^(?:(?:include|included|show|list|publish|is)?in|show)(?:the)?(?:feeds?|rss)$/

/** Hugo's `build` or `_build`: its files may go unpublished while the page is public. */
const BUILD_RULES = new Map<string, Rule>([...rows(byHugo, 'list render')])

/** Tables about something on the page, in which `hidden` or `access` has no effect on the post. */
const THINGS = new Set([
  ...['cover', 'image', 'images', 'photo', 'photos', 'gallery', 'featuredimage', 'banner', 'hero', 'video'],
  ...['audio', 'enclosures', 'podcast', 'resources', 'menu', 'menus', 'sidebar', 'nav', 'navigation'],
  ...['eleventynavigation', 'toc', 'comments', 'header', 'footer', 'author', 'authors', 'links', 'share'],
  ...['social', 'breadcrumb', 'breadcrumbs', 'pagination', 'license', 'location', 'geo', 'event'],
])

export function verdictOf(key: string, value: unknown): Verdict {
  return ruleOf(key, RULES)?.(value) ?? 'public'
}

/** Whether a key, folded, may hold a post back with some value. */
export function hasRule(key: string): boolean {
  return ruleOf(key, RULES) !== undefined
}

function ruleOf(key: string, rules: ReadonlyMap<string, Rule>): Rule | undefined {
  const known = rules.get(key)
  if (known !== undefined || key.length > MAX_KEY) return known
  if (OUT_OF_FEEDS.test(key)) return byYes
  return INTO_FEEDS.test(key) ? byNo : undefined
}

/** Longer than any key of another system, in characters. */
const MAX_KEY = 40

/** The path to the first setting in a table, at any depth, that clearly holds the post back. */
export function heldInside(key: string, value: unknown): string[] | undefined {
  if (THINGS.has(key) || !(isTable(value) || Array.isArray(value))) return undefined
  const rules = key === 'build' ? BUILD_RULES : SETTINGS.has(key) ? SETTING_RULES : THING_RULES
  for (const [name, inner] of Object.entries(value)) {
    const folded = foldKey(name)
    if (ruleOf(folded, rules)?.(inner) === 'held') return [name]
    const below = heldInside(folded, inner)
    if (below !== undefined) return [name, ...below]
  }
  return undefined
}

/** Whether a value is secret: reports must not repeat it. */
export function isSecret(name: string): boolean {
  return RULES.get(foldKey(name)) === byAnyValue
}

export function isDate(value: unknown): boolean {
  return value instanceof Date || (typeof value === 'string' && parseInstant(value, 'UTC') !== undefined)
}

/** Each text as one word, without signs around it: `[[Draft]]`, `#draft`, `🚧 draft`. */
function foldedWords(value: unknown): string[] {
  return textsIn(value).map((text) => foldKey(text.replace(OUTER_SIGNS, '')))
}

const OUTER_SIGNS = /^[^\p{L}\p{N}]{1,20}|[^\p{L}\p{N}]{1,20}$/gu

function textsIn(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === 'string')
}

function rows(rule: Rule, keys: string): [string, Rule][] {
  return keys.split(' ').map((key) => [key, rule])
}
