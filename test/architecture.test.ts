/** What ARCHITECTURE.md says of directions and libraries, held. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Module {
  readonly path: string
  readonly code: string
  readonly imports: readonly string[]
}

const modules: Module[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => {
    const code = readFileSync(join('src', path), 'utf8')
    return {
      path,
      code,
      imports: [...code.matchAll(/^(?:import|export) [^;]*?from '([^']+)'/gms)].map(([, name = '']) => name),
    }
  })

/** The rooms in the order of the data's way, and the rooms that each may use besides itself. */
const PURE = ['model', 'base', 'config', 'content', 'markdown', 'ids']
const SERVED = ['snapshot', 'pages', 'http']
const MACHINE = ['stats', 'push', 'disk', 'folder', 'pool', 'watch', 'build', 'serve', 'edge', 'migrate']
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  base: ['model'],
  config: ['model', 'base', 'disk'],
  content: ['model', 'base'],
  markdown: ['model', 'base'],
  ids: ['model', 'base'],
  compose: ['model', 'base', 'markdown', 'ids'],
  feeds: ['model', 'base', 'snapshot'],
  site: [...PURE, 'compose', 'feeds', 'snapshot'],
  snapshot: ['model', 'base'],
  pages: ['model', 'base', 'snapshot'],
  http: ['model', 'base', 'snapshot', 'pages'],
  push: ['model', 'base', 'site', 'http'],
  disk: ['model', 'base'],
  folder: [...PURE, 'compose', 'feeds', 'site', 'snapshot', 'disk', 'watch', 'pool'],
  pool: [...PURE, 'compose', 'feeds', 'site', 'disk', 'folder', 'build', ...SERVED],
  watch: ['model', 'base', 'content', 'disk'],
  build: [...PURE, 'compose', 'feeds', 'site', 'disk', 'folder', 'pool', ...SERVED],
  serve: [...PURE, 'compose', 'feeds', 'site', 'disk', 'folder', 'pool', 'watch', 'push', ...SERVED],
  edge: [...PURE, 'compose', 'feeds', 'site', 'disk', 'push', ...SERVED],
  migrate: [...PURE, 'disk', ...SERVED],
  stats: ['model', 'base'],
  cli: [...PURE, 'compose', 'feeds', 'site', ...SERVED, ...MACHINE],
  index: [...PURE, ...SERVED, 'serve', 'edge', 'folder'],
}

/** Files that belong to the room of another file. */
const MEMBERS: Readonly<Record<string, string>> = { 'node.ts': 'index', 'cloudflare.ts': 'index' }

function room(path: string): string {
  return MEMBERS[path] ?? path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}

/** One library, one file, or one room where it is the room's subject. */
const LIBRARIES: Readonly<Record<string, RegExp>> = {
  'gray-matter': /^content\/engines\.ts$/,
  yaml: /^content\/yaml\.ts$/,
  'smol-toml': /^content\/engines\.ts$/,
  zeptomatch: /^base\/glob\.ts$/,
  'markdown-it': /^markdown\//,
  'markdown-it-deflist': /^markdown\/markdown\.ts$/,
  'markdown-it-mark': /^markdown\/emoji-and-marks\.ts$/,
  'markdown-it-emoji/lib/data/full.mjs': /^markdown\/emoji-and-marks\.ts$/,
  'sanitize-html': /^markdown\//,
  parse5: /^(markdown\/sanitize|migrate\/foreign-html)\.ts$/,
  feed: /^feeds\/formats\//,
  valibot:
    /^(base\/schema|config\/(schema|site|show)|content\/(parse|fields|podcast|values)|ids\/ledger-file|edge\/live\/events|folder\/people|migrate\/ghost|stats\/log)\.ts$/,
  uuid: /^config\/show\.ts$/,
  'temporal-polyfill': /^base\/dates\.ts$/,
  'fastest-levenshtein': /^base\/problem\.ts$/,
  feedsmith: /^migrate\/(feed-document|published-site)\.ts$/,
  hono: /^(http|pages)\//,
  'hono/html': /^pages\//,
  'hono/route': /^http\/mount\.ts$/,
  'hono/router/linear-router': /^http\/app\.ts$/,
  '@hono/node-server': /^serve\/node\.ts$/,
  saxes: /^(build\/inert-xml|edge\/webdav\/xml|migrate\/wxr)\.ts$/,
  'hast-util-from-parse5': /^migrate\/html-to-markdown\.ts$/,
  'hast-util-to-html': /^migrate\/html-to-markdown\.ts$/,
  'hast-util-to-mdast': /^migrate\/html-to-markdown\.ts$/,
  'mdast-util-to-markdown': /^migrate\/html-to-markdown\.ts$/,
  'mdast-util-gfm-table': /^migrate\/html-to-markdown\.ts$/,
  'mdast-util-gfm-strikethrough': /^migrate\/html-to-markdown\.ts$/,
  // types alone
  hast: /^migrate\//,
  mdast: /^migrate\//,
  tinypool: /^pool\/pool\.ts$/,
  'lru-cache': /^(site\/documents|edge\/live\/store|serve\/thread\/received)\.ts$/,
  'ipaddr.js': /^base\/public-address\.ts$/,
  mime: /^(config\/beside|compose\/(addresses|podcast)|content\/folder-item|migrate\/media-folder|edge\/webdav\/properties)\.ts$/,
  'music-metadata': /^content\/playing-time\.ts$/,
  strtok3: /^content\/playing-time\.ts$/,
  'cloudflare:workers': /^edge\/live\/(object|worker|reader|hub-object)\.ts$/,
  commander: /^cli\/(main|options)\.ts$/,
}

/** Rooms and files that touch the machine; all else has its clock, hash and database handed in. */
const TOUCHES_MACHINE =
  /^((disk|folder|pool|watch|build|serve|migrate|cli)\/|config\/(load|file)|stats\/log|edge\/(worker|live\/|webdav\/)|site\/drivers\/|http\/(mount|compression))/

describe('directions', () => {
  it('every module has a room', () => {
    expect(modules.length).toBeGreaterThan(30)
    expect(modules.filter(({ path }) => ROOMS[room(path)] === undefined).map(({ path }) => path)).toEqual([])
  })

  it.each(modules)('$path uses only rooms below its own', ({ path, imports }) => {
    const own = room(path)
    const used = imports
      .filter((name) => name.startsWith('.'))
      .map((name) => room(normalize(join(dirname(path), name))))
    const wrong = used.filter((name) => name !== own && !ROOMS[own]?.includes(name))
    expect(wrong).toEqual([])
  })

  it('no import goes in a circle', () => {
    const graph = new Map(
      modules.map(({ path, imports }) => [
        path,
        imports.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(path), name))),
      ]),
    )
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      (graph.get(from) ?? []).some(
        (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
      )
    expect([...graph.keys()].filter((path) => reaches(path, path))).toEqual([])
  })
})

describe('libraries', () => {
  it.each(modules)('$path uses only its own', ({ path, imports }) => {
    const libraries = imports.filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    expect(libraries.filter((name) => !LIBRARIES[name]?.test(path))).toEqual([])
  })
})

describe('the platform is handed in', () => {
  it.each(modules.filter(({ path }) => !TOUCHES_MACHINE.test(path)))(
    '$path has no Node, clock or environment',
    ({ code }) => {
      expect(code).not.toMatch(
        /from 'node:|\bprocess\.|\bDate\.now\b|new Date\(\)|\bperformance\.|\bBuffer\b/,
      )
    },
  )
})
