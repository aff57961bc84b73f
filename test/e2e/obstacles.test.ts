/**
 * Builds that meet a full disk, a read-only place, files that go and come, or another build: what was built before stays
 * whole, and the message says what to do.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeBuild } from '../../src/build/build.ts'
import { lock } from '../../src/build/lock.ts'
import { parseSite } from '../../src/config/site.ts'
import { build, buildHere, startBuild, writePosts } from '../support/builds.ts'
import { readFolderAt } from '../support/built-folder.ts'
import { content, litter } from '../support/output.ts'

const root = mkdtempSync(join(tmpdir(), 'dropfeed-obstacles-'))
const home = join(root, 'home')
const out = join(home, 'out')
const posts = join(home, 'posts')
/** Of the home with a build, with the times of its files. */
const kept = join(root, 'kept')
let before: Record<string, string>

beforeAll(async () => {
  writePosts(posts, 'Old')
  expect(await buildHere({ home })).toEqual({ code: 0, said: '' })
  before = content(out)
  renameSync(home, kept)
})
beforeEach(() => {
  execFileSync('cp', ['-a', kept, home])
  writePosts(posts, 'New')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const STANDS = 'What was built before is still there.'

async function expectNext(): Promise<void> {
  expect(await buildHere({ home })).toEqual({ code: 0, said: '' })
  expect(content(out)['site/rss.xml']).toContain('<title>New 0</title>')
  expect(litter(out)).toEqual([])
}

/** Every file of the build before is there, and no file is half-written. */
function expectOldOrNew(folder: string): void {
  const found = content(folder)
  expect(Object.keys(before).filter((path) => found[path] === undefined)).toEqual([])
  const others = Object.entries(found).filter(
    ([path, text]) => path.startsWith('site/') && text !== before[path],
  )
  for (const [path, text] of others)
    expect([path, /<\/(?:html|rss|feed|opml)>|^\{.*\}$|PNG/s.test(text)]).toEqual([path, true])
}

describe('a build that cannot be written', () => {
  it('because a file may not be so large says so', async () => {
    writeFileSync(join(posts, 'pot.png'), Buffer.alloc(3_000_000, 'New'))
    const { code, said } = await build({ home, through: ['prlimit', '--fsize=2000000'] })
    expect(said).toContain(
      `"${out}" cannot be written: a file would be larger than this user may write (EFBIG).`,
    )
    expect(said).toContain(
      'The next build completes it. Raise the limit (ulimit -f), and run the build again.',
    )
    expect(code).toBe(1)
    expectOldOrNew(out)
    await expectNext()
  })

  it.runIf(mayMount())('because the disk is full says so', async () => {
    const disk = join(home, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk])
    try {
      const there = join(disk, 'out')
      cpSync(out, there, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(room(disk) - 100_000))
      const { code, said } = await build({ home, out: there })
      const words = 'cannot be written: the disk is full (ENOSPC).'
      expect(said).toContain(`"${there}" ${words}`)
      expect(said).toContain('Free some space, and run the build again.')
      expect(code).toBe(1)
      expectOldOrNew(there)
      rmSync(join(disk, 'ballast'))
      expect(await buildHere({ home, out: there })).toEqual({ code: 0, said: '' })
      expect(litter(there)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })

  it.runIf(mayMount())('because the place is read-only says so', async () => {
    execFileSync('mount', ['--bind', out, out])
    execFileSync('mount', ['-o', 'remount,bind,ro', out])
    try {
      const { code, said } = await build({ home })
      const words = 'cannot be written: it is read-only (EROFS).'
      expect(said).toContain(`"${out}" ${words} ${STANDS} Choose another place with --out.`)
      expect([code, content(out)]).toEqual([1, before])
    } finally {
      execFileSync('umount', [out])
    }
    await expectNext()
  })

  it('because the user may not says so', async () => {
    execFileSync('chmod', ['-R', 'a-w', out])
    const { code, said } = await build({ home, through: asNobodySpecial() })
    execFileSync('chmod', ['-R', 'u+w', out])
    const words = 'cannot be written: the permission is missing (EACCES).'
    expect(said).toContain(
      `"${out}" ${words} ${STANDS} Make the folder writable, or choose another with --out.`,
    )
    expect([code, content(out)]).toEqual([1, before])
    await expectNext()
  })

  it.each([
    [
      '/proc/dropfeed',
      'The folder "/proc/dropfeed" cannot be made (ENOENT). Choose another place with --out.\n',
    ],
    ['/proc/a/b/c', 'The folder "/proc/a/b/c" cannot be made (ENOENT). Choose another place with --out.\n'],
    [
      '/proc',
      `"/proc" cannot be written: it cannot hold files, or some have gone meanwhile (ENOENT). Nothing was built. Run the build again, or choose another place with --out.\n`,
    ],
  ])('because nothing can be made in %s ends, and says so', async (out, said) => {
    expect(await buildHere({ home, out })).toEqual({ code: 1, said })
  })
})

describe('a build of a folder that changes', () => {
  it('is of one instant, however often it has to begin again', async () => {
    const codes: (number | null)[] = []
    for (let turn = 0; turn < 3; turn++) {
      const { child, ended } = startBuild({ home })
      while (child.exitCode === null) {
        replaceAll(Math.random() < 0.5 ? 'Old' : 'New')
        await sleep(100 + Math.random() * 800)
      }
      const { code, said } = await ended
      codes.push(code)
      if (code !== 0) expect(said).toMatch(/Nothing was replaced.*run the command again/is)
      expect(new Set(content(out)['site/rss.xml']?.match(/Old|New/g)).size).toBe(1)
      expect(litter(out)).toEqual([])
    }
    console.log(`exit codes while all files were replaced again and again: ${codes.join(' ')}`)
    replaceAll('New')
    await expectNext()
  }, 120_000)

  it('waits for a post that is half-written, and has the whole of it', async () => {
    const file = openSync(join(posts, 'slow.md'), 'w')
    writeSync(file, '---\ntitle: Slow\ndate: 2026-02-01\n---\nThe first half')
    const { ended, said } = startBuild({ home })
    await expect.poll(said, { timeout: 10_000 }).toContain('Waiting for')
    expect(content(out)).toEqual(before)
    writeSync(file, ' and the second.\n')
    closeSync(file)
    expect(await ended).toEqual({
      code: 0,
      said: `Waiting for ${join(posts, 'slow.md')}: another program is writing it.\n`,
    })
    expect(content(out)['site/feed.json']).toContain('The first half and the second.')
  })

  it('is none if a post is not complete in time', async () => {
    const file = openSync(join(posts, 'endless.md'), 'w')
    const { code, said } = await buildHere({ home })
    closeSync(file)
    expect(said).toContain('endless.md is still being written by another program. Nothing was replaced. Run')
    expect([code, content(out)]).toEqual([1, before])
  })

  it('names a picture that has gone', async () => {
    const [site, now] = [parseSite({}, 'http://localhost:3000'), Date.UTC(2030, 0, 1)]
    const context = await readFolderAt({ posts, site, now })
    const picture = join(posts, 'pot.png')
    rmSync(picture)
    await expect(writeBuild({ context, files: undefined, posts, out, now })).rejects.toThrow(
      `"${picture}" has gone while the build was using it (ENOENT). ${STANDS.slice(0, -1)}`,
    )
    const found = content(out)
    expect(Object.keys(found).filter((path) => found[path] !== before[path])).toEqual([])
  })

  /** As rsync does: aside, and then each file by renaming. */
  function replaceAll(version: string): void {
    const aside = join(home, 'aside')
    writePosts(aside, version)
    for (const name of readdirSync(aside)) renameSync(join(aside, name), join(posts, name))
  }
})

describe('two builds at once', () => {
  beforeEach(() => void vi.stubEnv('XDG_CACHE_HOME', join(home, 'cache')))
  afterEach(() => void vi.unstubAllEnvs())

  it('are written one after the other, and the second has what came after the first began', async () => {
    const first = startBuild({ home })
    await isAtWork()
    writePosts(posts, 'Newer')
    const second = startBuild({ home })
    const [one, two] = await Promise.all([first.ended, second.ended])
    expect([one.code, two.code]).toEqual([0, 0])
    expect(content(out)['site/rss.xml']).toContain('<title>Newer 0</title>')
    expect(litter(out)).toEqual([])
  })

  it('say that they wait', async () => {
    const unlock = lock(out)
    const { ended, said: saidSoFar } = startBuild({ home })
    await expect.poll(saidSoFar, { timeout: 10_000 }).toContain('Another build')
    expect(content(out)).toEqual(before)
    unlock?.()
    const said = `Another build is being written to "${out}": waiting until it has finished.\n`
    expect(await ended).toEqual({ code: 0, said })
  })

  it('do not wait for one that was killed', async () => {
    const first = startBuild({ home })
    await isAtWork()
    first.child.kill('SIGKILL')
    await first.ended
    await expectNext()
  })

  async function isAtWork(): Promise<void> {
    let unlock = lock(out)
    while (unlock !== undefined) {
      unlock()
      await sleep(5)
      unlock = lock(out)
    }
  }
})

/** Root may write everywhere, unless it goes without its capabilities. */
function asNobodySpecial(): readonly string[] {
  return process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-all', '--inh-caps', '-all'] : []
}

/** Bytes that are free. */
function room(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Containers often may not; the tests beside it are always run. */
function mayMount(): boolean {
  const disk = mkdtempSync(join(tmpdir(), 'dropfeed-mount-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  if (status === 0) execFileSync('umount', [disk])
  return status === 0
}
