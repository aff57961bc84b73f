/** Tags that stand for an address: `{{ site.url }}`, `{% post_url name %}`, `{{< relref "name" >}}`. */
import { nameOf } from '../base/paths.ts'
import { argumentsOf, type Tag } from './tag-syntax.ts'
import type { Find } from './wiki-links.ts'

export interface TagEnv {
  /** Of the site, without a slash at the end: `https://blog.example`. */
  readonly origin?: string | undefined
  readonly find?: Find | undefined
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
export function addressOfTag(tag: Tag, { origin, find }: TagEnv): string | undefined {
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
