/**
 * Slugs that several names ask for: tags, authors and folders such as "C++" and "c plus plus". The state has the slug
 * of each, so that no feed moves when posts come, go or get older dates.
 */
import { baseOf, nameOf } from '../base/paths.ts'
import { fileSlug, fold, slugify } from '../base/slug.ts'
import type { LedgerHead } from '../ids/ledger-text.ts'
import type { FeedKind } from '../model.ts'
import type { Database } from './database.ts'
import { LINKS, markChanged } from './entries.ts'
import { setStateValue, stateValue } from './values.ts'

/** Slugs by `tag`, `author` or `folder`, a space, and the name. */
export type Slugs = Readonly<Record<string, string>>

type Kind = Extract<FeedKind, 'tag' | 'author' | 'folder'>

/** The names of these state values begin so. */
const SLUG = 'slug '

/** All slugs that the ledger file has to hold. */
export function allSlugs(db: Database): Slugs {
  const rows = slugRows(db, SLUG)
  return Object.fromEntries(rows.map(({ name, value }) => [name.slice(SLUG.length), value]))
}

/** What the first line of the ledger file says. @param links the template of permalinks, where the state has none */
export function ledgerHead(db: Database, links: string): LedgerHead {
  return { links: stateValue(db, LINKS) ?? links, slugs: allSlugs(db) }
}

/**
 * Takes slugs from a ledger file. Those that cannot belong to their name are left out, since the file may be edited.
 * @returns whether one is another one than before
 */
export function takeSlugs(db: Database, slugs: Slugs): boolean {
  const fresh = Object.entries(slugs).filter(([name, slug]) => {
    const [, kind, key = ''] = /^(tag|author|folder) (.+)$/s.exec(name) ?? []
    const isFit = kind === 'folder' ? isPathSlug(key, slug) : kind !== undefined && isSlug(slugify(key), slug)
    return isFit && stateValue(db, SLUG + name) !== slug
  })
  for (const [name, slug] of fresh) setStateValue(db, SLUG + name, slug)
  return fresh.length > 0
}

function isPathSlug(path: string, slug: string): boolean {
  const [names, slugs] = [path.split('/'), slug.split('/')]
  const isOf = (name: string, index: number) => isSlug(fileSlug(fold(name)), slugs[index] ?? '')
  return names.length === slugs.length && names.every(isOf)
}

function isSlug(plain: string, slug: string): boolean {
  return slug !== '' && slug.toWellFormed() === slug && (slug === plain || isSuffixed(plain || 'x', slug))
}

function isSuffixed(plain: string, slug: string): boolean {
  return slug.startsWith(`${plain}-`) && /^[a-z0-9-]{1,40}$/.test(slug.slice(plain.length + 1))
}

/** The slugs that names of a kind keep, by name. */
export function keptSlugs(db: Database, kind: Kind): Map<string, string> {
  const prefix = `${SLUG}${kind} `
  return new Map(slugRows(db, prefix).map(({ name, value }) => [name.slice(prefix.length), value]))
}

/** Notes the slugs that several names ask for. @param slugs of all names of a kind */
export function keepSlugs(db: Database, kind: Kind, slugs: ReadonlyMap<string, string>): void {
  const kept = keptSlugs(db, kind)
  const plain = new Map([...kept, ...slugs].map(([name, slug]) => [name, plainSlug(kind, name, slug)]))
  const sharing = Map.groupBy(plain.values(), (slug) => slug)
  const fresh = [...slugs].filter(([name, slug]) => {
    const wanted = plain.get(name) ?? ''
    return (slug !== wanted || (sharing.get(wanted) ?? []).length > 1) && kept.get(name) !== slug
  })
  for (const [name, slug] of fresh) {
    const former = [...kept].filter(([other, theirs]) => theirs === slug && other !== name)
    for (const [other] of former) setStateValue(db, `${SLUG}${kind} ${other}`, null)
    setStateValue(db, `${SLUG}${kind} ${name}`, slug)
  }
  if (fresh.length > 0) markChanged(db)
}

/** The slug that a name asks for: of a folder, below the one that has its slug. */
function plainSlug(kind: Kind, name: string, slug: string): string {
  if (kind !== 'folder') return slugify(name)
  const above = baseOf(slug)
  return above + fileSlug(fold(nameOf(name)))
}

function slugRows(db: Database, prefix: string): { name: string; value: string }[] {
  return db.all('select name, value from state_value where substr(name, 1, ?) = ?', prefix.length, prefix)
}
