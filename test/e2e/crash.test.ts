/** Builds that are killed at a hundred random instants: what was built before stays whole and is served. */
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
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropfeed } from '../../src/adapters/mount.ts'
import { openBuild } from '../../src/adapters/stores/disk.ts'
import { build, startBuild, writePosts } from '../support/builds.ts'
import { content, litter } from '../support/output.ts'

const KILLS = Number(process.env.KILLS ?? 100)
/** Killed side by side. */
const LANES = 2
/** After so many kills in a row the next build may finish. */
const ROW = 10
const VERSIONS = ['First', 'Second', 'Third']

const root = mkdtempSync(join(tmpdir(), 'dropfeed-crash-'))
const place = (...names: string[]) => join(root, ...names)

type Content = Record<string, string>

/** Content of a whole build by its version; `Old` is there before each. */
const whole = new Map<string, Content>()
/** In milliseconds, of one build. */
let took = 0

function reset(home: string): void {
  rmSync(home, { recursive: true, force: true })
  // with the times of the files, by which a build knows those of the one before
  execFileSync('cp', ['-a', `${home}-before`, home])
}

/** What a server answers that reads the folder. */
async function served(out: string): Promise<string> {
  const app = dropfeed(await openBuild(out), () => Date.UTC(2030, 0, 1))
  return (await app.request('http://localhost:3000/rss.xml')).text()
}

function versionOf(found: Content): string | undefined {
  return [...whole].find(([, build]) => JSON.stringify(build) === JSON.stringify(found))?.[0]
}

/** In milliseconds from the start of a build, the first third of which only loads the program. */
function anInstant(): number {
  return took * (1.1 - Math.random() * 0.75)
}

async function killOne(home: string, version: string): Promise<string | undefined> {
  const { child, ended } = startBuild({ home, posts: place(version) })
  await sleep(anInstant())
  child.kill('SIGKILL')
  await ended
  const found = content(join(home, 'out'))
  const left = versionOf(found)
  expect(['Old', version]).toContain(left)
  expect(Buffer.from(await served(join(home, 'out'))).toString('latin1')).toBe(found['site/rss.xml'])
  return left
}

async function finishOne(home: string, version: string): Promise<void> {
  expect(await build({ home, posts: place(version) })).toMatchObject({ code: 0 })
  expect(versionOf(content(join(home, 'out')))).toBe(version)
  expect(litter(join(home, 'out'))).toEqual([])
}

/** How many of the kills came before the new build counted. */
async function lane(home: string): Promise<number> {
  let early = 0
  for (let turn = 1; turn <= KILLS / LANES; turn++) {
    const version = VERSIONS[turn % VERSIONS.length] ?? ''
    const left = await killOne(home, version)
    if (left === 'Old') early++
    if (turn % ROW === 0) await finishOne(home, version)
    if (left !== 'Old' || turn % ROW === 0) reset(home)
  }
  return early
}

describe('a build', () => {
  const homes = Array.from({ length: LANES }, (_, number) => place(`lane-${number}`))

  beforeAll(async () => {
    for (const [index, version] of ['Old', ...VERSIONS].entries())
      writePosts(place(version), version, 10 + index)
    for (const home of homes) {
      await build({ home, posts: place('Old') })
      execFileSync('cp', ['-a', home, `${home}-before`])
    }
    const [home = ''] = homes
    whole.set('Old', content(join(home, 'out')))
    for (const version of VERSIONS) {
      const started = performance.now()
      await Promise.all(homes.map((home) => build({ home, posts: place(version) })))
      took = performance.now() - started
      whole.set(version, content(join(home, 'out')))
      for (const each of homes) reset(each)
    }
    expect(new Set([...whole.values()].map((build) => JSON.stringify(build))).size).toBe(4)
  }, 120_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it(`that is killed at any of ${KILLS} instants leaves a whole one, and the next leaves no litter`, async () => {
    const early = await Promise.all(homes.map(lane))
    console.log(`killed ${KILLS} times, ${early.join(' + ')} of them before the new build counted`)
    expect(Math.min(...early)).toBeGreaterThan(0)
  }, 600_000)

  it('takes nothing away while it is at work, neither from a static host nor from a server', async () => {
    const home = place('served')
    const out = join(home, 'out')
    await build({ home, posts: place('Old') })
    const app = dropfeed(await openBuild(out), () => Date.UTC(2030, 0, 1))
    const versions = new Set<string>()
    for (const version of VERSIONS) {
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
    expect([...versions]).toEqual(expect.arrayContaining(['Old', 'First', 'Second']))
  }, 60_000)

  it('that is killed while it writes ids leaves a whole ledger, and the next build no litter', async () => {
    const home = place('ids')
    const posts = join(home, 'posts')
    for (let turn = 0; turn < 10; turn++) {
      writePosts(posts, `Turn ${turn}`, 3 + turn)
      const { child, ended } = startBuild({ home, writesIds: true })
      await sleep(took * (1 + Math.random() / 5))
      child.kill('SIGKILL')
      await ended
      const ledger = join(posts, '.identity.json')
      if (existsSync(ledger)) JSON.parse(readFileSync(ledger, 'utf8'))
    }
    // of a killed process whose number is a running one's by now
    const left = join(posts, `.identity.json.${process.pid}.tmp`)
    writeFileSync(left, '{')
    utimesSync(left, 0, 0)
    writePosts(posts, 'Last', 20)
    expect(await build({ home, writesIds: true })).toMatchObject({ code: 0 })
    expect(readdirSync(posts).filter((name) => name.startsWith('.'))).toEqual(['.identity.json'])
    expect(litter(join(home, 'out'))).toEqual([])
  }, 120_000)
})
