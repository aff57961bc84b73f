/**
 * Builds that are killed, find the disk full or read-only, or meet another build: what was built before stays whole,
 * and the next build leaves no litter. `KILLS=100` kills a hundred times.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lock } from '../../src/adapters/lock.ts'

const KILLS = Number(process.env.KILLS ?? 15)
const POSTS = 40

const root = mkdtempSync(join(tmpdir(), 'dropfeed-crash-'))
const posts = join(root, 'posts')
const place = (name: string) => join(root, name)

function writePosts(version: string): void {
  mkdirSync(posts, { recursive: true })
  for (let index = 0; index < POSTS; index++) {
    const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString()
    const text = `---\ntitle: ${version} ${index}\ndate: ${date}\ntags: [t${index % 7}]\n---\n${version} ${'word '.repeat(300)}\n`
    writeFileSync(join(posts, `post-${index}.md`), text)
  }
}

function start(out: string, command: readonly string[] = []): ChildProcess {
  const args = [
    process.execPath,
    'src/cli/main.ts',
    'build',
    '--posts',
    posts,
    '--out',
    out,
    '--now',
    '2030-01-01',
  ]
  const [program = '', ...rest] = [...command, ...args]
  const env = { ...process.env, XDG_CACHE_HOME: place('cache') }
  return spawn(program, rest, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

interface Ended {
  readonly code: number | null
  readonly said: string
}

function end(child: ChildProcess): Promise<Ended> {
  let said = ''
  child.stderr?.on('data', (text) => {
    said += text
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

/** Every file of a build with its content. */
function content(out: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of ['site', 'snapshot']) {
    for (const entry of readdirSync(join(out, part), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) found[path.slice(out.length)] = readFileSync(path, 'utf8')
    }
  }
  return found
}

/** Bytes that are free. */
function room(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function litter(out: string): string[] {
  const known = new Set(['site', 'snapshot'])
  return [
    ...readdirSync(out).filter((name) => !known.has(name)),
    ...readdirSync(posts).filter((name) => name.endsWith('.tmp')),
  ]
}

describe('a build', () => {
  let before: Record<string, string>
  let after: Record<string, string>
  let took = 0

  beforeAll(async () => {
    writePosts('Old')
    expect((await end(start(place('old')))).code).toBe(0)
    before = content(place('old'))
    cpSync(place('old'), place('new'), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
    writePosts('New')
    const started = performance.now()
    expect((await end(start(place('new')))).code).toBe(0)
    took = performance.now() - started
    after = content(place('new'))
    expect(after).not.toEqual(before)
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const fresh = (name: string) => {
    const out = place(name)
    rmSync(out, { recursive: true, force: true })
    cpSync(place('old'), out, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
    return out
  }

  it(`that is killed at any of ${KILLS} instants leaves a whole one, and the next leaves no litter`, async () => {
    const out = fresh('killed')
    for (let turn = 0; turn < KILLS; turn++) {
      const build = start(out)
      const ended = end(build)
      // most of the time goes to starting; what matters comes late
      await sleep(took * (1 - Math.random() ** 2))
      build.kill('SIGKILL')
      await ended
      const found = content(out)
      expect([before, after].some((whole) => JSON.stringify(whole) === JSON.stringify(found))).toBe(true)
    }
    expect((await end(start(out))).code).toBe(0)
    expect(content(out)).toEqual(after)
    expect(litter(out)).toEqual([])
  }, 300_000)

  it('that may write no large file says so, and leaves the one before', async () => {
    const out = fresh('limited')
    const { code, said } = await end(start(out, ['prlimit', '--fsize=20000']))
    expect(code).not.toBe(0)
    expect(said).toMatch(/What was built before is still there|File size limit/)
    expect(content(out)).toEqual(before)
  })

  it('on a full disk says so, and leaves the one before', async () => {
    const disk = place('disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      console.log('not allowed to mount: the limit on file sizes above stands for the full disk')
      return
    }
    try {
      const out = join(disk, 'out')
      cpSync(place('old'), out, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(room(disk) - 200_000))
      const { code, said } = await end(start(out))
      expect(said).toContain('the disk is full (ENOSPC). What was built before is still there.')
      expect(code).toBe(1)
      expect(content(out)).toEqual(before)
      rmSync(join(disk, 'ballast'))
      expect((await end(start(out))).code).toBe(0)
      expect(content(out)).toEqual(after)
    } finally {
      execFileSync('umount', [disk])
    }
  })

  it('that another one is being written beside says so, and touches nothing', async () => {
    const out = fresh('locked')
    const unlock = await lock(out)
    const { code, said } = await end(start(out))
    expect(code).toBe(1)
    expect(said).toContain('Another build is being written to')
    expect(content(out)).toEqual(before)
    await unlock?.()
    expect((await end(start(out))).code).toBe(0)
  })

  it('of two at once, at least one is written, and nothing between', async () => {
    const out = fresh('two')
    const both = await Promise.all([end(start(out)), end(start(out))])
    expect(both.some(({ code }) => code === 0)).toBe(true)
    expect(content(out)).toEqual(after)
    expect(litter(out)).toEqual([])
  })

  it('to a place where nothing can be made ends, and says so', async () => {
    const { code, said } = await end(start('/proc/dropfeed'))
    expect(code).toBe(1)
    expect(said).toContain('cannot be made')
  })

  it('takes over files that stayed the same, and writes anew what somebody has changed', async () => {
    const out = fresh('edited')
    expect((await end(start(out))).code).toBe(0)
    const file = join(out, 'site', 'rss.xml')
    writeFileSync(file, `${readFileSync(file, 'utf8')}<!-- edited -->`)
    expect((await end(start(out))).code).toBe(0)
    expect(content(out)).toEqual(after)
  })
})
