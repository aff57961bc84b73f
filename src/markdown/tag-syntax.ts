/** Tags of Liquid (`{% name … %}`, `{{ … }}`) and Hugo (`{{< name … >}}`, `{{% name … %}}`), and the addresses that they stand for. */
import { nameOf } from '../base/paths.ts'
import { decoded } from '../base/text.ts'
import type { Env, Find } from './dialect.ts'

export interface Tag {
  /** As written. */
  readonly written: string
  /** '' for a value: `{{ … }}`. */
  readonly name: string
  /** Everything behind the name. */
  readonly given: string
}

const TAG =
  /\{%-?[ \t]*([\w-]{1,40})\b([^{}\n]{0,300}?)-?%\}|\{\{[<%][ \t]*(\/?[ \t]*[\w.-]{1,40})\b([^{}\n]{0,300}?)[ \t]*\/?[>%]\}\}|\{\{(?![<%])-?([^{}\n]{1,300}?)-?\}\}/y

const ARGUMENT = /(?:([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=|]+))/g

/** The tag that begins at a position. */
export function tagAt(text: string, position: number): Tag | undefined {
  TAG.lastIndex = position
  const [written, liquid, options, hugo, words, value] = TAG.exec(text) ?? []
  if (written === undefined) return undefined
  const name = (liquid ?? hugo ?? '').replace(/\s/g, '')
  return { written, name, given: (options ?? words ?? value ?? '').trim() }
}

/** Replaces the tags in a text that have a value. */
export function replaceTags(text: string, replacement: (tag: Tag) => string | undefined): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  return text.replace(ANY, (written) => {
    const tag = tagAt(written, 0)
    return (tag && replacement(tag)) ?? written
  })
}

const ANY = new RegExp(TAG.source, 'g')

/** Arguments by name; those without one are numbered from 0. */
export function argumentsOf({ given }: Tag): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  let count = 0
  for (const [, name, double, single, bare] of given.matchAll(ARGUMENT))
    named.set(name ?? String(count++), double ?? single ?? bare ?? '')
  return named
}

/** Liquid's filters, and those of Eleventy and Hexo, that lead to an address of the site. */
const FILTERED =
  /^(?:"([^"]*)"|'([^']*)')\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL|prepend:\s*site\.(?:base)?url)\s*(?:\||$)/

/** Names of posts as tags take them: `_posts/2026-01-31-tea.md`, `/blog/tea.md`, `tea#pots`. */
const PART = /#.*$/

const VALUES: Readonly<Record<string, string>> = {
  'site.baseurl': '',
  'site.base_url': '',
  'page.baseurl': '',
}

/** The address that a tag stands for; undefined if it is none, or names nothing. */
export function addressOfTag(tag: Tag, { origin, find }: Pick<Env, 'origin' | 'find'>): string | undefined {
  const { name, given } = tag
  if (name === 'post_url' || name === 'link' || name === 'ref' || name === 'relref')
    return referred(tag, find)
  if (name !== '') return undefined
  if (given === 'site.url') return origin
  const [, double, single] = FILTERED.exec(given) ?? []
  const path = double ?? single
  return path === undefined ? VALUES[given] : path.replace(/^(?!\/|[a-z][a-z\d+.-]*:)/i, '/')
}

function referred(tag: Tag, find: Find | undefined): string | undefined {
  const given = argumentsOf(tag)
  const path = given.get('0') ?? given.get('path') ?? ''
  const name = path.replace(PART, '').replace(/^\/+|\/+$/g, '')
  if (name === '' || find === undefined) return undefined
  const address = find(name) ?? find(nameOf(name))
  return address === undefined ? undefined : address + (PART.exec(path)?.[0] ?? '')
}

/** In Markdown addresses are percent-encoded by now. */
const ENCODED = /%7B(?:%7B|%25).{1,900}?(?:%7D|%25)%7D/gi

/** An address in which tags may stand for its parts. */
export function withTagAddresses(address: string, env: Pick<Env, 'origin' | 'find'>): string {
  return address.replace(ENCODED, (part) => {
    const tag = tagAt(decoded(part), 0)
    return (tag && addressOfTag(tag, env)) ?? part
  })
}
