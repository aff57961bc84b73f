/**
 * How a build takes the place of the one before, killed before each single step of it (a process of its own, and
 * SIGKILL): with links there is no instant without a whole build, and without them the next build mends it.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { litter } from '../support/output.ts'

/** More than there are in any build of three files. */
const MANY_STEPS = 60

let home: string
let out: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-place-'))
  out = join(home, 'out')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

interface Settings {
  /** In CI there are folders instead of links. */
  readonly inCI?: boolean
  /** Before which step to die; 0: before none. */
  readonly step?: number
}

/** Says whether it was killed. */
function place(version: string, { inCI = false, step = 0 }: Settings = {}): boolean {
  const args = ['--import', './test/support/kill-before.mjs', 'test/support/place-build.ts', out, version]
  const env = { PATH: process.env.PATH, KILL_BEFORE: `${step}`, ...(inCI ? { CI: 'true' } : {}) }
  const { status, signal, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  if (signal === null) expect([status, stderr]).toEqual([0, ''])
  return signal === 'SIGKILL'
}

/** Kills a build of version `new` before its first step, its second, …; how often that was. */
function killAtEachStep(settings: Settings, prepare: () => void, look: () => void): number {
  for (let step = 1; step < MANY_STEPS; step++) {
    for (const name of ['out', 'record']) rmSync(join(home, name), { recursive: true, force: true })
    prepare()
    if (!place('new', { ...settings, step })) return step - 1
    look()
  }
  return expect.unreachable('more steps than there can be')
}

function versions(): string[] {
  return [join(out, 'site', 'rss.xml'), join(out, 'snapshot', 'manifest.json')].map((file) =>
    existsSync(file) ? readFileSync(file, 'utf8') : 'none',
  )
}

const isLink = (part: string) => lstatSync(join(out, part)).isSymbolicLink()

describe('a build that is killed at any step', () => {
  const expectWhole = () => expect(['old,old', 'new,new']).toContain(versions().join())
  const mended = (settings: Settings) => {
    place('newer', settings)
    expect([versions(), litter(out)]).toEqual([['newer', 'newer'], []])
  }

  it('leaves a whole one, with links', () => {
    const old = () => {
      place('older')
      place('old')
    }
    const seen = new Set<string>()
    const steps = killAtEachStep({}, old, () => {
      expectWhole()
      seen.add(versions().join())
      mended({})
    })
    expect(steps).toBeGreaterThan(8)
    expect([...seen]).toEqual(['old,old', 'new,new'])
  })

  it('leaves a whole one, and the one before it, when it is made of a still older one', () => {
    const old = () => {
      for (const version of ['oldest', 'older', 'old']) place(version)
    }
    const seen = new Set<string>()
    const steps = killAtEachStep({}, old, () => {
      expectWhole()
      const before = join(out, '.dropfeed', 'previous')
      const files = ['site/rss.xml', 'snapshot/manifest.json', 'site/tags/tea/rss.xml']
      const [feed, manifest, same] = files.map((file) => readFileSync(join(before, file), 'utf8'))
      expect([manifest, same]).toEqual([feed, 'tea'])
      seen.add(`${feed} ${versions()[0]}`)
      mended({})
    })
    expect(steps).toBeGreaterThan(8)
    expect([...seen]).toEqual(['older old', 'old old', 'old new'])
  }, 120_000)

  it('leaves none or a whole one, the first time', () => {
    const steps = killAtEachStep(
      {},
      () => {},
      () => {
        for (const version of versions()) expect(['none', 'new']).toContain(version)
        if (existsSync(out)) mended({})
      },
    )
    expect(steps).toBeGreaterThan(6)
  })

  it.each([
    ['without links', true, true],
    ['with links, over folders of an earlier version', true, false],
    ['without links, over links', false, true],
  ])('leaves what the next one mends, %s', (_, wasInCI, inCI) => {
    const steps = killAtEachStep(
      { inCI },
      () => place('old', { inCI: wasInCI }),
      () => {
        for (const version of versions()) expect(['none', 'old', 'new']).toContain(version)
        mended({ inCI })
      },
    )
    expect(steps).toBeGreaterThan(6)
  })
})

describe('the parts of a build', () => {
  it('are links, also in the place of folders, and folders in CI, also in the place of links', () => {
    place('1', { inCI: true })
    expect([versions(), isLink('site'), litter(out)]).toEqual([['1', '1'], false, []])
    expect(readdirSync(out)).toEqual(['site', 'snapshot'])
    place('2')
    expect([versions(), isLink('site'), litter(out)]).toEqual([['2', '2'], true, []])
    place('3', { inCI: true })
    expect([versions(), isLink('site'), litter(out)]).toEqual([['3', '3'], false, []])
    expect(readdirSync(out)).toEqual(['site', 'snapshot'])
  })

  it('move with the folder they are in', () => {
    place('1')
    cpSync(out, join(home, 'moved'), { recursive: true, verbatimSymlinks: true })
    rmSync(out, { recursive: true })
    out = join(home, 'moved')
    expect(versions()).toEqual(['1', '1'])
  })

  it.each([
    ['cp', ['-r']],
    ['rsync', ['-a']],
  ])('are copied by %s as the README says', (program, options) => {
    place('1')
    const from = join(out, 'site') + (program === 'cp' ? '/.' : '/')
    execFileSync(program, [...options, from, join(home, 'copy')])
    expect(lstatSync(join(home, 'copy')).isDirectory()).toBe(true)
    expect(readFileSync(join(home, 'copy', 'rss.xml'), 'utf8')).toBe('1')
  })

  it.each([[['.dropfeed']], [['.dropfeed/current']], [['site']], [['snapshot']], [['site', 'snapshot']]])(
    'come back if somebody deletes %j',
    (names) => {
      place('1')
      for (const name of names) rmSync(join(out, name), { recursive: true })
      place('2')
      expect([versions(), litter(out)]).toEqual([['2', '2'], []])
    },
  )

  it('of the build before stay until the next one, for whoever is copying them, and one longer', () => {
    const read = (build: string) => readFileSync(join(build, 'site', 'rss.xml'), 'utf8')
    place('1')
    const first = join(out, '.dropfeed', readlinkSync(join(out, '.dropfeed', 'current')))
    place('2')
    expect(read(first)).toBe('1')
    place('3')
    expect(read(first)).toBe('1')
    place('4')
    expect(existsSync(first)).toBe(false)
    const links = ['current', 'previous', 'spare'].map((link) => join(out, '.dropfeed', link))
    expect(links.map(read)).toEqual(['4', '3', '2'])
  })

  it('are never made of a folder of somebody else, wherever a link leads', () => {
    const foreign = join(home, 'foreign')
    for (const version of ['1', '2', '3']) place(version)
    cpSync(join(out, '.dropfeed', 'current'), foreign, { recursive: true, dereference: true })
    const spare = join(out, '.dropfeed', 'spare')
    const inHouse = join(out, '.dropfeed', '1-1')
    for (const target of ['../../foreign', foreign, '1-1']) {
      rmSync(spare, { force: true })
      symlinkSync(target, spare)
      if (target === '1-1') symlinkSync(foreign, inHouse)
      place('next')
      expect(readFileSync(join(foreign, 'site', 'rss.xml'), 'utf8'), target).toBe('3')
      expect(lstatSync(join(foreign, 'site')).isDirectory()).toBe(true)
    }
  })
})
