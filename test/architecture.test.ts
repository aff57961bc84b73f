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
  .filter((path) => /\.[jt]s$/.test(path))
  .map((path) => {
    const code = readFileSync(join('src', path), 'utf8')
    return {
      path,
      code,
      imports: [...code.matchAll(/^(?:import|export) [^;]*?from '([^']+)'/gms)].map(([, name = '']) => name),
    }
  })

/** The rooms in the order of their dependence, and which rooms each may use besides its own. */
const BASE = [
  ...['model', 'eventual', 'language', 'text', 'dates', 'slug', 'folders', 'problem', 'paths'],
  ...['schema', 'progress'],
]
const STAGES = ['config', 'parse', 'render', 'identity', 'addresses', 'formats']
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(BASE.map((room) => [room, BASE])),
  ...Object.fromEntries(STAGES.map((room) => [room, BASE])),
  snapshot: ['model', 'eventual'],
  feeds: [...BASE, 'snapshot'],
  compose: [...BASE, 'render', 'addresses'],
  site: [...BASE, ...STAGES, 'snapshot', 'feeds', 'compose'],
  pages: ['model', 'paths', 'slug', 'snapshot'],
  difference: ['model'],
  http: ['model', 'eventual', 'paths', 'slug', 'pages', 'snapshot'],
  adapters: [...BASE, ...STAGES, 'snapshot', 'difference', 'feeds', 'compose', 'site', 'http', 'pages'],
  cli: [
    ...BASE,
    ...STAGES,
    'snapshot',
    'difference',
    'feeds',
    'compose',
    'site',
    'http',
    'pages',
    'adapters',
  ],
  index: [...BASE, 'config', 'snapshot', 'http', 'adapters'],
}

/** Files that belong to the room of another file. */
const MEMBERS: Readonly<Record<string, string>> = { 'node.ts': 'index', 'cloudflare.ts': 'index' }

function room(path: string): string {
  return MEMBERS[path] ?? path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}

/** One library, one file, or one room where it is the room's subject. */
const LIBRARIES: Readonly<Record<string, RegExp>> = {
  'gray-matter': /^parse\/engines\.ts$/,
  yaml: /^parse\/yaml\.ts$/,
  'smol-toml': /^parse\/toml\.ts$/,
  'markdown-it': /^render/,
  'sanitize-html': /^render/,
  parse5: /^(render\/arrange|adapters\/elsewhere\/foreign-html)\.ts$/,
  feed: /^formats\//,
  valibot:
    /^(schema|config|config\/show|parse|parse\/(fields|podcast|values)|identity\/ledger|adapters\/elsewhere\/published-site)\.ts$/,
  'temporal-polyfill': /^dates\.ts$/,
  'fastest-levenshtein': /^problem\.ts$/,
  feedsmith: /^adapters\/elsewhere\/(feed-document|published-site)\.ts$/,
  hono: /^(http|pages)\/|^adapters\/mount\.ts$/,
  'hono/html': /^pages\//,
  'hono/route': /^adapters\/mount\.ts$/,
  'hono/router/linear-router': /^http\/app\.ts$/,
  '@hono/node-server': /^adapters\/node\.ts$/,
  saxes: /^adapters\/output\/inert-xml\.ts$/,
  tinypool: /^adapters\/pool\/pool\.ts$/,
  'lru-cache': /^site\/(made-documents|rendered)\.ts$/,
  mime: /^(compose\/addresses|adapters\/media\/describe)\.ts$/,
  'music-metadata': /^adapters\/media\/playing-time\.ts$/,
  strtok3: /^adapters\/media\/bounded-file\.ts$/,
  commander: /^cli\/(main|arguments)\.ts$/,
}

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
  it.each(modules.filter(({ path }) => !/^(adapters|cli)\//.test(path)))(
    '$path has no Node, clock or environment',
    ({ code }) => {
      expect(code).not.toMatch(
        /from 'node:|\bprocess\.|\bDate\.now\b|new Date\(\)|\bperformance\.|\bBuffer\b/,
      )
    },
  )
})
