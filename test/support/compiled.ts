/** Sites of a few posts, compiled in memory. */
import mime from 'mime'
import { parseSite, type SiteConfig } from '../../src/config/site.ts'
import { hash } from '../../src/disk/hash.ts'
import type { FormatName, Instant } from '../../src/model.ts'
import { type Compilation, createCompiler } from './compiler.ts'
import { text } from './documents.ts'

export const NOW: Instant = Date.UTC(2026, 6, 1, 12)

export const SITE = 'https://blog.example'

/** `posts`: front matter and text of each post, by path. `names`: of the files beside them. */
export function compiled(
  posts: Readonly<Record<string, string>>,
  config: SiteConfig = {},
  names: readonly string[] = [],
): Compilation {
  const sources = Object.entries(posts).map(([path, source]) => ({ path, text: source }))
  const files = new Map(
    names.map((path) => [path, { path, length: 1, type: mime.getType(path) ?? 'application/octet-stream' }]),
  )
  return createCompiler(parseSite(config, SITE), hash).compile({ sources, files }, NOW)
}

/** The documents of one feed. */
export function documents(
  compilation: Compilation,
  base = '/',
  now: Instant = NOW,
): Record<FormatName, string> {
  const document = (file: string) => text(compilation, base + file, now)
  return { rss: document('rss.xml'), atom: document('atom.xml'), json: document('feed.json') }
}

/** `---`, the front matter, `---`, and the text. */
export function post(matter: string, body = 'Text.'): string {
  return `---\ndate: 2026-01-31 10:00\n${matter}\n---\n\n${body}\n`
}
