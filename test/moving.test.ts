/** docs/moving.md: its settings are valid, its commands exist, and each section moves a post to its old address. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseSite, type SiteConfig } from '../src/config/site.ts'
import { compiled, SITE } from './support/compiled.ts'

const page = readFileSync('docs/moving.md', 'utf8')
const sections = new Map(
  page.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]),
)
const root = mkdtempSync(join(tmpdir(), 'dropfeed-moving-'))
afterAll(() => rmSync(root, { recursive: true }))

const SETTING = /(?<=`|^)(links|dates|exclude|defaults|http\.aliases): ('[^']*'|\[[^\]]*\]|\{.*\})(?=`|,?$)/gm

function settingsIn(text: string): SiteConfig[] {
  return [...text.matchAll(SETTING)].map(([, name = '', value = '']) => toConfig(name, value))
}

/** Values are as JavaScript writes them, with single quotes and bare keys. */
function toConfig(name: string, written: string): SiteConfig {
  const json = written
    .replace(/'([^']*)'/g, '"$1"')
    .replace(/(?<=[{,]\s*)(\w+):/g, '"$1":')
    .replace(/,\s*\}/g, '}')
  const value = JSON.parse(json)
  return name === 'http.aliases' ? { http: { aliases: value } } : { [name]: value }
}

describe('settings', () => {
  const settings = settingsIn(page)

  it('are found', () => {
    expect(settings.length).toBeGreaterThan(20)
    expect(new Set(settings.flatMap(Object.keys))).toEqual(
      new Set(['links', 'dates', 'exclude', 'defaults', 'http']),
    )
  })

  it.each(settings.map((setting) => [JSON.stringify(setting), setting] as const))('%s', (_, setting) => {
    expect(() => parseSite(setting, SITE)).not.toThrow()
  })
})

it('names commands that exist', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const commands = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

const yaml = (matter: string) => `---\ntitle: Tea\n${matter}\n---\nText.\n`

/** A post where each system has it, and the path of its page there. */
const POSTS: Readonly<Record<string, readonly [path: string, text: string, address: string]>> = {
  Hugo: [
    'content/posts/Green-Tea.md',
    '+++\ntitle = "Tea"\ndate = 2026-01-31\n+++\nText.',
    '/posts/green-tea/',
  ],
  Jekyll: ['_posts/2026-01-31-tea.md', yaml('categories: [Pots]'), '/pots/2026/01/31/tea/'],
  Eleventy: ['src/posts/tea.md', yaml('date: 2026-01-31'), '/posts/tea/'],
  Astro: ['src/content/blog/tea.mdx', yaml('pubDate: Jan 31 2026'), '/blog/tea/'],
  Hexo: [
    'source/_posts/tea.md',
    'title: Tea\ndate: 2026-01-31 10:00:00\n---\nText.\n<!-- more -->\nMore.',
    '/2026/01/31/tea/',
  ],
  Zola: ['content/pots/tea.md', '+++\ntitle = "Tea"\ndate = 2026-01-31\n+++\nText.', '/pots/tea/'],
  Pelican: ['content/tea.md', yaml('Date: 2026-01-31 10:00\nCategory: Pots'), '/tea.html'],
  Docusaurus: ['blog/2026-01-31-tea.md', yaml('authors: [ada]'), '/blog/2026/01/31/tea'],
  'Quartz and Obsidian': ['content/Pots/Green Tea.md', yaml('created: 2026-01-31'), '/Pots/Green-Tea'],
  'VuePress and VitePress': ['blog/2026-01-31-tea.md', yaml('tags: [tea]'), '/blog/2026-01-31-tea.html'],
}

describe('a post', () => {
  it.each(Object.entries(POSTS))('of %s keeps its address', (system, [path, text, address]) => {
    const section = sections.get(system) ?? ''
    const [, command = ''] = /`(cp -r \S+ posts\/)`/.exec(section) ?? []
    const [links] = settingsIn(section).filter((setting) => 'links' in setting)
    const site = join(root, system)
    for (const folder of [dirname(path), 'posts']) mkdirSync(join(site, folder), { recursive: true })
    writeFileSync(join(site, path), text)
    execFileSync('sh', ['-c', command], { cwd: site })
    const names = readdirSync(join(site, 'posts'), { recursive: true, encoding: 'utf8' })
    const sources = names.flatMap((name): [string, string][] =>
      /\.mdx?$/.test(name) ? [[name, readFileSync(join(site, 'posts', name), 'utf8')]] : [],
    )
    const { pages, problems } = compiled(Object.fromEntries(sources), links)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(pages.map((made) => made.path)).toEqual([address])
  })

  it('is moved in each section with such a command', () => {
    const systems = [...sections].filter(([, section]) => section.includes('`cp -r '))
    expect(systems.map(([system]) => system)).toEqual(Object.keys(POSTS))
  })
})
