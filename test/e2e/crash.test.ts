/**
 * Builds that are killed just before one of their changes to names of files: each file has its old or its new content,
 * nothing that a feed names is missing, and the next build completes the one that was killed.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropfeed } from '../../src/http/mount.ts'
import { openBuild } from '../../src/serve/disk.ts'
import { build, buildHere, startBuild, writePosts } from '../support/builds.ts'
import { content, litter } from '../support/output.ts'

/** Changes of names between two kills. */
const STEP = Number(process.env.STEP ?? 18)
/** More than a build of some posts makes. */
const MOST = 1000

const root = mkdtempSync(join(tmpdir(), 'dropfeed-crash-'))
const place = (...names: string[]) => join(root, ...names)

type Content = Record<string, string>

function reset(home: string): void {
  rmSync(home, { recursive: true, force: true })
  // with the times of the files, by which a build knows those of the one before
  execFileSync('cp', ['-a', `${home}-before`, home])
}

/** Starts a build and kills it just before a change of a name: the number of the change, or a pattern. */
function through(point: number | string): readonly string[] {
  return ['env', `KILL_BEFORE=${point}`, `NODE_OPTIONS=--import=${resolve('test/support/kill-before.mjs')}`]
}

/** False if the build ends before that change. */
async function kill(home: string, point: number): Promise<boolean> {
  const { code, said } = await build({ home, posts: place('New'), through: through(point) })
  if (code !== null) expect([code, said]).toEqual([0, ''])
  return code === null
}

function siteIn(home: string): Content {
  const files = Object.entries(content(join(home, 'out')))
  return Object.fromEntries(files.filter(([path]) => path.startsWith('site/')))
}

/** The files of the pages that the feeds and lists of a site name. */
function named(site: Content): string[] {
  const lists = Object.entries(site).filter(([path]) =>
    /\.(?:xml|opml)$|^site\/(?:index|feeds\/index)\.html$/.test(path),
  )
  const addresses = lists.flatMap(([, text]) => [
    ...text.matchAll(/(?:href="|<link>)(?:http:\/\/localhost:3000)?(\/(?:posts|tags)\/[^"<]*)/g),
  ])
  const paths = addresses.map(([, path = '']) => `site${path.replace(/\/$/, '')}`)
  return [...new Set(paths)].map((path) => (/\.\w+$/.test(path) ? path : `${path}/index.html`))
}

describe('a build', () => {
  const homes = [place('first'), place('next')]

  beforeAll(async () => {
    writePosts(place('Old'), 'Old', 12)
    writePosts(place('New'), 'New', 14)
    rmSync(place('New', 'post-3.md'))
    for (const home of homes) {
      if (home.endsWith('next')) await buildHere({ home, posts: place('Old') })
      else execFileSync('mkdir', ['-p', home])
      execFileSync('cp', ['-a', home, `${home}-before`])
    }
    await buildHere({ home: place('whole'), posts: place('New') })
  }, 120_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it.each(homes)(
    'that is killed at any change is completed by the next one: %s',
    async (home) => {
      const [before, whole] = [siteIn(`${home}-before`), siteIn(place('whole'))]
      let kills = 0
      for (let step = 1; step < MOST; step += STEP) {
        reset(home)
        if (!(await kill(home, step))) break
        kills++
        const left = siteIn(home)
        for (const [path, text] of Object.entries(left))
          expect([path, text === before[path] || text === whole[path]]).toEqual([path, true])
        expect(named(left).filter((path) => left[path] === undefined)).toEqual([])
        expect(await buildHere({ home, posts: place('New') })).toEqual({ code: 0, said: '' })
        expect(siteIn(home)).toEqual(whole)
        expect(litter(join(home, 'out'))).toEqual([])
        const app = dropfeed(await openBuild(join(home, 'out')), () => Date.UTC(2030, 0, 1))
        const served = await (await app.request('http://localhost:3000/rss.xml')).text()
        expect(Buffer.from(served).toString('latin1')).toBe(whole['site/rss.xml'])
      }
      expect(kills).toBeGreaterThan(5)
    },
    600_000,
  )

  it('takes nothing away while it is at work, neither from a static host nor from a server', async () => {
    const home = place('served')
    const out = join(home, 'out')
    await buildHere({ home, posts: place('Old') })
    const app = dropfeed(await openBuild(out), () => Date.UTC(2030, 0, 1))
    const versions = new Set<string>()
    for (const version of ['New', 'Old']) {
      const { child, ended } = startBuild({ home, posts: place(version) })
      while (child.exitCode === null) {
        const answer = await app.request('http://localhost:3000/rss.xml')
        for (const text of [readFileSync(join(out, 'site', 'rss.xml'), 'utf8'), await answer.text()]) {
          const titles = new Set(text.match(/(?<=<item>\s*<title>)\w+/g))
          expect([answer.status, titles.size]).toEqual([200, 1])
          for (const title of titles) versions.add(title)
        }
        await sleep(1)
      }
      expect(await ended).toMatchObject({ code: 0 })
    }
    expect([...versions]).toEqual(expect.arrayContaining(['Old', 'New']))
  }, 60_000)

  it('that is killed before it replaces the ledger keeps the old one, and the next build leaves no litter', async () => {
    const home = place('ids')
    const posts = join(home, 'posts')
    for (const turn of [1, 2]) {
      writePosts(posts, `Turn ${turn}`, 3 + turn)
      const ledger = join(posts, '.identity.json')
      const before = existsSync(ledger) ? readFileSync(ledger, 'utf8') : undefined
      const killed = await build({ home, writesIds: true, through: through('rename .*\\.identity\\.json$') })
      expect(killed.code).toBe(null)
      expect(existsSync(ledger) ? readFileSync(ledger, 'utf8') : undefined).toBe(before)
      expect(await buildHere({ home, writesIds: true })).toMatchObject({ code: 0 })
      JSON.parse(readFileSync(ledger, 'utf8'))
    }
    // of a killed process whose number is a running one's by now
    const left = join(posts, `.identity.json.${process.pid}.tmp`)
    writeFileSync(left, '{')
    utimesSync(left, 0, 0)
    writePosts(posts, 'Last', 20)
    expect(await buildHere({ home, writesIds: true })).toMatchObject({ code: 0 })
    expect(readdirSync(posts).filter((name) => name.startsWith('.'))).toEqual(['.identity.json'])
    expect(litter(join(home, 'out'))).toEqual([])
  }, 120_000)
})
