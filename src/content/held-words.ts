/** Words by which other systems say that a post is private or unfinished, folded (see `foldKey`). */

/** Drafts and private posts in de, fr, es, it, pt, nl, sv, da, fi, pl, ru, uk, zh, ja. */
const TRANSLATED = [
  ...['entwurf', 'privat', 'brouillon', 'prive', 'privé', 'borrador', 'privado', 'bozza', 'privato'],
  ...['rascunho', 'utkast', 'kladde', 'luonnos', 'szkic', 'черновик', 'чернетка', '草稿', '下書き'],
]

/** Keys that are made for this: any value but a plain no is at least unclear. */
export const HELD_KEYS: readonly string[] = [
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
export const HELD_BY_YES: readonly string[] = [
  ...PLAIN_WORDS,
  ...['paywall', 'nopublish', 'donotpublish', 'dontpublish', 'neverpublish'],
]

/** Values that hold a post back. */
export const HELD_WORDS: ReadonlySet<string> = new Set([
  ...HELD_KEYS,
  ...PLAIN_WORDS,
  ...['draft', 'drafts', 'autodraft', 'concept', 'pending', 'pendingreview', 'future', 'scheduled', 'sent'],
  ...['password', 'member', 'members', 'subscribers', 'tiers', 'patrons', 'friends', 'followers'],
  ...['founding', 'noone', 'inprogress', 'todo', 'review', 'inreview', 'onhold', 'rejected'],
])

export const PUBLIC_WORDS: ReadonlySet<string> = new Set([
  ...['public', 'everyone', 'everybody', 'anyone', 'all', 'open', 'free', 'listed'],
])

/** Words that leave a value unclear if they are mistyped, or stand among others: `draft (needs review)`. */
export const FREQUENT_WORDS = ['draft', 'private', 'hidden', 'pending', 'future', 'trash', 'unlisted']

/** Folders for drafts and private posts. */
export const HELD_FOLDERS: readonly string[] =
  'draft drafts private unpublished entwürfe brouillons borradores bozze rascunhos черновики 草稿 下書き'.split(
    ' ',
  )
