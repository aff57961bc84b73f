import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { isIgnored } from '../content/ignored.ts'
import { type Change, type Watcher, type WatchOptions, watchFolder } from './watch.ts'
import { openForWriting } from './writers.ts'

vi.mock('./writers.ts', async (original) => {
  const writers = await original<typeof import('./writers.ts')>()
  return { ...writers, openForWriting: vi.fn(writers.openForWriting) }
})

/** In milliseconds. Only a machine that hangs is slower. */
const GENEROUS = 10_000
/** As the watcher has it. */
const QUIET = 30
/** Long enough that a watcher that takes a pause for the end would have been caught. */
const LONG_PAUSE = 700

const linux = process.platform === 'linux'

let home: string
let folder: string
let batches: (readonly Change[])[]
let watcher: Watcher | undefined

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'dropfeed-watch-'))
  folder = join(home, 'posts')
  mkdirSync(folder)
  batches = []
  watcher = undefined
})

afterEach(async () => {
  await watcher?.close()
  rmSync(home, { recursive: true, force: true })
})

async function start(options: WatchOptions = {}, watched = folder): Promise<Watcher> {
  watcher = await watchFolder(watched, (changes) => batches.push(changes), {
    onError: (error) => expect.unreachable(error.message),
    ...options,
  })
  return watcher
}

function write(path: string, text = '# A post\n'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** What was reported so far, each change as `kind path`, in order. */
function reported(): string[] {
  return batches.flat().map(({ kind, path }) => `${kind} ${path}`)
}

async function until(condition: () => void): Promise<void> {
  await vi.waitFor(condition, { timeout: GENEROUS, interval: 5 })
}

/** Waits for the change; what was reported before is forgotten afterwards. */
async function see(...changes: string[]): Promise<void> {
  await until(() => expect(reported()).toEqual(expect.arrayContaining(changes)))
  batches = []
}

/** Waits until a file written now has been reported, so whatever happened before has been judged, too. */
async function settle(): Promise<string[]> {
  write('zz-settled.md')
  await until(() => expect(reported()).toContain('written zz-settled.md'))
  return reported().filter((change) => change !== 'written zz-settled.md')
}

const pause = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time))

/** A process of its own, as a publisher's programs are. */
function shell(script: string): ChildProcess {
  const child = spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore' })
  onTestFinished(() => void child.kill())
  return child
}

async function run(script: string): Promise<void> {
  const child = shell(script)
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
}

/** What a shell does until `go` is called. */
const UNTIL_GO = 'while ! [ -e ../go ]; do sleep 0.01; done'

function go(): void {
  if (existsSync(home)) writeFileSync(join(home, 'go'), '')
}

/** Where the changes lead: a slow machine may show steps that a quick one does not. */
function outcome(changes: readonly string[]): string[] {
  const last = new Map(changes.map((change) => [change.slice(change.indexOf(' ') + 1), change]))
  return [...last.values()].sort()
}

describe('complete files', () => {
  test('a new, a changed and a deleted post', async () => {
    await start()
    write('a.md')
    await see('written a.md')
    appendFileSync(join(folder, 'a.md'), 'more\n')
    await see('written a.md')
    rmSync(join(folder, 'a.md'))
    await see('removed a.md')
  })

  test('posts that were there before are not reported, but their end is', async () => {
    write('old.md')
    write('deep/er/old.md')
    await start()
    expect(await settle()).toEqual([])
    rmSync(join(folder, 'deep/er/old.md'))
    await see('removed deep/er/old.md')
  })

  test('both halves of a rename come in one batch', async () => {
    write('a.md')
    write('one/b.md')
    mkdirSync(join(folder, 'two'))
    await start()
    renameSync(join(folder, 'a.md'), join(folder, 'c.md'))
    renameSync(join(folder, 'one/b.md'), join(folder, 'two/b.md'))
    await until(() => expect(reported()).toHaveLength(4))
    expect(batches).toHaveLength(1)
    expect(reported().sort()).toEqual([
      'removed a.md',
      'removed one/b.md',
      'written c.md',
      'written two/b.md',
    ])
  })

  test('another post under the name of one that has moved comes in one batch with it', async () => {
    write('a.md')
    await start()
    const begun = performance.now()
    renameSync(join(folder, 'a.md'), join(folder, 'b.md'))
    await pause(10)
    write('a.md', 'another')
    // on a machine that took longer it was two things
    const isAtOnce = performance.now() - begun < QUIET
    await until(() => expect(reported().sort()).toEqual(['written a.md', 'written b.md']))
    expect(batches.length).toBeLessThanOrEqual(isAtOnce ? 1 : 2)
  })

  test('who writes is asked when it has been quiet: an open file gives no sign', async () => {
    await start()
    const asked = vi.mocked(openForWriting)
    asked.mockClear()
    write('a.md')
    const written = performance.now()
    await vi.waitUntil(() => asked.mock.calls.length > 0, { timeout: GENEROUS, interval: 1 })
    expect(performance.now() - written).toBeGreaterThanOrEqual(QUIET)
  })

  test('an edit that keeps size and time is seen', async () => {
    write('a.md', 'one')
    const time = new Date('2024-01-01')
    utimesSync(join(folder, 'a.md'), time, time)
    await start()
    write('a.md', 'two')
    utimesSync(join(folder, 'a.md'), time, time)
    await see('written a.md')
  })

  test('a file that comes and goes at once is nobody’s business', async () => {
    await start()
    write('a.md')
    rmSync(join(folder, 'a.md'))
    expect(await settle()).toEqual([])
  })

  test('a second name (hard link) is a file', async () => {
    write('a.md')
    await start()
    linkSync(join(folder, 'a.md'), join(folder, 'b.md'))
    await see('written b.md')
  })

  test('names of any language and with spaces', async () => {
    await start()
    write('日本/Größe & Maß .md')
    await see('written 日本/Größe & Maß .md')
  })

  test('after close nothing is reported', async () => {
    const { close } = await start()
    write('a.md')
    await close()
    write('b.md')
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
  })
})

describe.runIf(linux)('half-written files', () => {
  test('a writer that pauses', async () => {
    await start()
    shell(`{ printf a; ${UNTIL_GO}; printf b; } > a.md`)
    await until(() => expect(existsSync(join(folder, 'a.md'))).toBe(true))
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    go()
    await see('written a.md')
  })

  test('a writer that takes its time holds nobody else up', async () => {
    await start()
    const file = openSync(join(folder, 'slow.md'), 'w')
    for (const name of ['a.md', 'b.md', 'c.md']) {
      writeSync(file, 'a chunk')
      write(name)
      await see(`written ${name}`)
    }
    closeSync(file)
    await see('written slow.md')
  })

  test('this very process may be the writer', async () => {
    await start()
    const file = openSync(join(folder, 'a.md'), 'w')
    writeSync(file, 'half')
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    closeSync(file)
    await see('written a.md')
  })

  test('an editor that truncates, thinks and writes', async () => {
    write('a.md', 'long text')
    await start()
    const file = openSync(join(folder, 'a.md'), 'w')
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    writeSync(file, 'new text')
    closeSync(file)
    await see('written a.md')
  })

  test('a file that is open for both reading and writing, or for appending', async () => {
    write('both.md')
    write('append.md')
    await start()
    const files = [openSync(join(folder, 'both.md'), 'r+'), openSync(join(folder, 'append.md'), 'a')]
    for (const file of files) writeSync(file, 'half')
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    for (const file of files) closeSync(file)
    await see('written both.md', 'written append.md')
  })

  test('a file that is only being read is complete', async () => {
    await start()
    const file = openSync(join(folder, 'a.md'), 'w')
    const reader = openSync(join(folder, 'a.md'), 'r')
    onTestFinished(() => closeSync(reader))
    closeSync(file)
    await see('written a.md')
  })

  test('a child that goes on writing when its parent has gone', async () => {
    await start()
    await run(`(printf a; ${UNTIL_GO}; printf b) > a.md &`)
    onTestFinished(go)
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    go()
    await see('written a.md')
  })

  test('two writers: the last one to close completes it', async () => {
    await start()
    const first = openSync(join(folder, 'a.md'), 'w')
    const second = openSync(join(folder, 'a.md'), 'a')
    writeSync(first, 'one')
    await pause(LONG_PAUSE)
    closeSync(first)
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    closeSync(second)
    await see('written a.md')
  })

  test('a file that is renamed, or its folder moved, while it is written', async () => {
    mkdirSync(join(folder, 'one'))
    await start()
    const files = [openSync(join(folder, 'a.part'), 'w'), openSync(join(folder, 'one/b.md'), 'w')]
    for (const file of files) writeSync(file, 'half')
    renameSync(join(folder, 'a.part'), join(folder, 'a.md'))
    renameSync(join(folder, 'one'), join(folder, 'two'))
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    for (const file of files) closeSync(file)
    await see('written a.md', 'written two/b.md')
  })

  test('a writer that is killed leaves what there is', async () => {
    await start()
    const writer = shell('exec 3> a.md; printf half >&3; exec sleep 60')
    await until(() => expect(watcher?.unreported().has('a.md')).toBe(true))
    writer.kill('SIGKILL')
    await see('written a.md')
  })

  test('deleted while it is written: it never was', async () => {
    await start()
    const file = openSync(join(folder, 'a.md'), 'w')
    await until(() => expect(watcher?.unreported().has('a.md')).toBe(true))
    rmSync(join(folder, 'a.md'))
    expect(await settle()).toEqual([])
    closeSync(file)
    expect(watcher?.unreported()).toEqual(new Set())
  })

  test('replaced while an old writer still holds the file that was there', async () => {
    await start()
    const file = openSync(join(folder, 'a.md'), 'w')
    onTestFinished(() => closeSync(file))
    write('a.tmp', 'complete')
    renameSync(join(folder, 'a.tmp'), join(folder, 'a.md'))
    await see('written a.md')
  })

  test('written when watching begins, and never touched again: reported when closed', async () => {
    write('quiet.md')
    const file = openSync(join(folder, 'a.md'), 'w')
    writeSync(file, 'all of it')
    const { unreported } = await start()
    expect(unreported()).toEqual(new Set(['a.md']))
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    closeSync(file)
    await see('written a.md')
    expect(unreported()).toEqual(new Set())
  })

  test('the publisher hears once of a file that takes long', async () => {
    const waiting: string[] = []
    await start({ onWaiting: (path) => waiting.push(path) })
    const file = openSync(join(folder, 'a.md'), 'w')
    writeSync(file, 'half')
    await until(() => expect(waiting).toEqual(['a.md']))
    writeSync(file, 'more')
    await pause(LONG_PAUSE)
    closeSync(file)
    await see('written a.md')
    expect(waiting).toEqual(['a.md'])
  })
})

describe('how programs save', () => {
  test('vim: probe, swap file, backup by renaming, write anew', async () => {
    write('a.md')
    await start()
    await run(`: > 4913; rm 4913; : > .a.md.swp; mv a.md a.md~; printf new > a.md; rm a.md~ .a.md.swp`)
    expect(outcome(await settle())).toEqual(['written a.md'])
  })

  test('write aside and rename over', async () => {
    write('a.md')
    await start()
    await run(`printf new > .a.md.AbC123; mv .a.md.AbC123 a.md; printf new > b.md.tmp; mv b.md.tmp b.md`)
    expect(outcome(await settle())).toEqual(['written a.md', 'written b.md'])
  })

  test('emacs: lock, autosave and backup beside the post', async () => {
    await start()
    await run(
      `ln -s nobody .#a.md; printf x > '#a.md#'; printf x > a.md; rm '#a.md#' .#a.md; printf x > a.md~`,
    )
    expect(outcome(await settle())).toEqual(['written a.md'])
  })

  test('iCloud: a stub stands for its file, so taking the file from this disk is no removal', async () => {
    write('deep/a.md')
    write('deep/.old.md.icloud')
    await start()
    await run('echo > deep/.a.md.icloud; rm deep/a.md')
    expect(outcome(await settle())).toEqual(['written deep/a.md'])
    batches = []
    await run('rm deep/.a.md.icloud deep/.old.md.icloud')
    await see('removed deep/a.md', 'removed deep/old.md')
  })

  test('a download under a name of its own', async () => {
    await start()
    await run(`printf half > a.mp3.crdownload; mv a.mp3.crdownload a.mp3`)
    expect(outcome(await settle())).toEqual(['written a.mp3'])
  })

  test('cp -p of an old file', async () => {
    write('../old.md')
    const time = new Date('2001-01-01')
    utimesSync(join(home, 'old.md'), time, time)
    await start()
    await run('cp -p ../old.md new.md')
    await see('written new.md')
  })

  test('git checkout: a thousand posts come, and go, in few batches', { timeout: 60_000 }, async () => {
    const git = 'git -c user.name=a -c user.email=a@example.org -c init.defaultBranch=empty'
    await run(`${git} init -q && ${git} commit -q --allow-empty -m empty && ${git} checkout -q -b full`)
    for (let i = 0; i < 1000; i++) write(`${i % 10}/${i}.md`)
    await run(`${git} add . && ${git} commit -q -m full && ${git} checkout -q empty`)
    await start()
    await run('git checkout -q full')
    await until(() =>
      expect(outcome(reported()).filter((change) => change.startsWith('written'))).toHaveLength(1000),
    )
    expect(batches.length).toBeLessThan(50)
    batches = []
    await run('git checkout -q empty')
    await until(() =>
      expect(outcome(reported()).filter((change) => change.startsWith('removed'))).toHaveLength(1000),
    )
    expect(batches.length).toBeLessThan(50)
  })

  test('more files at once than the system can tell of', { timeout: 60_000 }, async () => {
    await start()
    // This process cannot listen meanwhile, and the kernel keeps 16,384 events at most.
    for (let i = 0; i < 12_000; i++) write(`${i}.md`)
    await vi.waitFor(() => expect(new Set(reported()).size).toBe(12_000), { timeout: 50_000, interval: 50 })
  })
})

describe('folders', () => {
  test('made and filled in one go', async () => {
    await start()
    await run('mkdir -p one/two/three; echo > one/two/three/a.md; echo > one/b.md')
    await see('written one/two/three/a.md', 'written one/b.md')
  })

  test('moved in, renamed, moved out, moved in again', async () => {
    await start()
    mkdirSync(join(home, 'aside/deep'), { recursive: true })
    writeFileSync(join(home, 'aside/a.md'), 'a')
    writeFileSync(join(home, 'aside/deep/b.md'), 'b')
    renameSync(join(home, 'aside'), join(folder, 'in'))
    await see('written in/a.md', 'written in/deep/b.md')
    renameSync(join(folder, 'in'), join(folder, 'on'))
    await until(() => expect(reported()).toHaveLength(4))
    expect(batches).toHaveLength(1)
    await see('removed in/a.md', 'removed in/deep/b.md', 'written on/a.md', 'written on/deep/b.md')
    renameSync(join(folder, 'on'), join(home, 'aside'))
    await see('removed on/a.md', 'removed on/deep/b.md')
    appendFileSync(join(home, 'aside/a.md'), 'unseen')
    renameSync(join(home, 'aside'), join(folder, 'on'))
    await see('written on/a.md', 'written on/deep/b.md')
    write('on/deep/b.md', 'seen')
    await see('written on/deep/b.md')
  })

  test('swapped for another of the same name', async () => {
    write('one/a.md')
    write('one/b.md')
    writeFileSync(join(home, 'other.md'), '')
    mkdirSync(join(home, 'new'))
    writeFileSync(join(home, 'new/a.md'), 'other')
    await start()
    renameSync(join(folder, 'one'), join(home, 'old'))
    renameSync(join(home, 'new'), join(folder, 'one'))
    await see('written one/a.md', 'removed one/b.md')
    write('one/c.md')
    await see('written one/c.md')
  })

  test('removed, made again', async () => {
    write('one/two/a.md')
    write('one/b.md')
    await start()
    rmSync(join(folder, 'one'), { recursive: true })
    await see('removed one/two/a.md', 'removed one/b.md')
    write('one/two/a.md')
    await see('written one/two/a.md')
  })

  test('called like a post', async () => {
    await start()
    write('x.md/y.md')
    expect(await settle()).toEqual(['written x.md/y.md'])
    batches = []
    rmSync(join(folder, 'x.md'), { recursive: true })
    await see('removed x.md/y.md')
  })

  test('in the place of a post, and the other way round', async () => {
    write('a.md')
    write('b.md/in.md')
    await start()
    rmSync(join(folder, 'a.md'))
    write('a.md/in.md')
    rmSync(join(folder, 'b.md'), { recursive: true })
    write('b.md')
    await see('removed a.md', 'written a.md/in.md', 'removed b.md/in.md', 'written b.md')
  })
})

describe('symbolic links', () => {
  test('to files and folders are neither reported nor followed', async () => {
    mkdirSync(join(home, 'outside'))
    writeFileSync(join(home, 'outside/secret.md'), 's')
    symlinkSync(join(home, 'outside'), join(folder, 'before'))
    await start()
    symlinkSync(join(home, 'outside'), join(folder, 'linked'))
    symlinkSync(join(home, 'outside/secret.md'), join(folder, 'linked.md'))
    symlinkSync(join(home, 'nowhere.md'), join(folder, 'broken.md'))
    symlinkSync('.', join(folder, 'loop'))
    writeFileSync(join(home, 'outside/secret.md'), 'changed')
    expect(await settle()).toEqual([])
  })

  test('in the place of a folder: its posts are gone', async () => {
    write('one/deep/a.md')
    await start()
    renameSync(join(folder, 'one'), join(home, 'one'))
    symlinkSync(join(home, 'one'), join(folder, 'one'))
    await see('removed one/deep/a.md')
    expect(await settle()).toEqual([])
  })

  test('in the place of a post: the post is gone', async () => {
    write('a.md')
    writeFileSync(join(home, 'secret.md'), 's')
    await start()
    rmSync(join(folder, 'a.md'))
    symlinkSync(join(home, 'secret.md'), join(folder, 'a.md'))
    await see('removed a.md')
  })

  test('the watched folder itself may be one, and be pointed elsewhere', async () => {
    write('a.md')
    mkdirSync(join(home, 'other'))
    writeFileSync(join(home, 'other/b.md'), 'b')
    symlinkSync('posts', join(home, 'current'))
    await start({}, join(home, 'current'))
    write('c.md')
    await see('written c.md')
    symlinkSync('other', join(home, 'next'))
    renameSync(join(home, 'next'), join(home, 'current'))
    await see('removed a.md', 'removed c.md', 'written b.md')
  })
})

describe('the watched folder', () => {
  test('need not exist yet, nor the folder it is in', async () => {
    folder = join(home, 'not/yet')
    await start()
    write('deep/a.md')
    await see('written deep/a.md')
    write('b.md')
    await see('written b.md')
  })

  test('deleted and made again', async () => {
    write('a.md')
    write('deep/b.md')
    await start()
    rmSync(folder, { recursive: true })
    await see('removed a.md', 'removed deep/b.md')
    write('a.md')
    await see('written a.md')
    write('deep/c.md')
    await see('written deep/c.md')
  })

  test('deleted and made again before anyone looks', async () => {
    write('a.md')
    write('b.md')
    await start()
    rmSync(folder, { recursive: true })
    write('a.md', 'new')
    await see('removed b.md', 'written a.md')
    write('c.md')
    await see('written c.md')
  })

  test('a file in its place is no folder', async () => {
    write('a.md')
    await start()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file')
    await see('removed a.md')
    rmSync(folder)
    write('a.md')
    await see('written a.md')
  })
})

describe('whatever happens', () => {
  test.each([1, 2])(
    'in the end the publisher has what is there (seed %i)',
    { timeout: 60_000 },
    async (seed) => {
      const posts = new Map<string, string>()
      watcher = await watchFolder(folder, (changes) => {
        for (const { path, kind } of changes) {
          if (kind === 'removed') posts.delete(path)
          else posts.set(path, textOf(path))
        }
      })
      const random = randomFrom(seed)
      for (let step = 0; step < 800; step++) {
        disturb(random, step)
        if (random(10) === 0) await pause(random(80))
      }
      await until(() => expect(Object.fromEntries(posts)).toEqual(whatIsThere()))
    },
  )

  const NAMES = ['a', 'b', 'c', 'x.md', 'y.md', '.hidden', 'z.tmp']

  /** One of the things that people and programs do to files. Many are impossible at the moment, and fail. */
  function disturb(random: (below: number) => number, step: number): void {
    const inside = (): string =>
      join(folder, ...Array.from({ length: 1 + random(3) }, () => NAMES[random(NAMES.length)] ?? ''))
    const outside = join(home, `outside-${random(5)}`)
    const deeds = [
      () => mkdirSync(inside(), { recursive: true }),
      () => writeFileSync(inside(), `${step}`),
      () => writeFileSync(inside(), `${step}`),
      () => renameSync(inside(), inside()),
      () => renameSync(inside(), outside),
      () => renameSync(outside, inside()),
      () => symlinkSync(outside, inside()),
      () => random(4) === 0 && rmSync(inside(), { recursive: true }),
      () => random(40) === 0 && rmSync(folder, { recursive: true }),
      () => mkdirSync(folder),
    ]
    try {
      deeds[random(deeds.length)]?.()
    } catch {}
  }

  /** Walks by itself, because readdir's `recursive` follows symbolic links. */
  function whatIsThere(inside = ''): Record<string, string> {
    const there: Record<string, string> = {}
    if (!existsSync(folder)) return there
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory()) Object.assign(there, whatIsThere(path))
      else if (entry.isFile() && !isIgnored(path)) there[path] = textOf(path)
    }
    return there
  }

  /** Empty when it has gone meanwhile; the watcher will tell. */
  function textOf(path: string): string {
    try {
      return readFileSync(join(folder, path), 'utf8')
    } catch {
      return ''
    }
  }

  /** The same numbers for the same seed (a linear congruential generator). */
  function randomFrom(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return (state >> 8) % below
    }
  }
})

describe('names that are ignored', () => {
  test.each([
    '.hidden.md',
    '.git/a.md',
    'deep/.obsidian/a.md',
    '.a.md.swp',
    'a.md~',
    'deep/4913',
    '#a.md#',
    '.#a.md',
    '~$a.docx',
    'a.md.tmp',
    'a.TMP',
    'a.part',
    'a.mp3.crdownload',
    'a.mp3.download',
  ])('%s', (path) => {
    expect(isIgnored(path)).toBe(true)
  })

  test.each(['a.md', '2024/a.md', '4913.md', 'deep/14913', 'a~b.md', 'a.tmp/b.md', 'c#/a.md', 'tmp.md'])(
    'but not %s',
    (path) => {
      expect(isIgnored(path)).toBe(false)
    },
  )

  test('in a hidden folder nothing is reported, and in one with a temporary name everything', async () => {
    await start()
    write('.git/index.md')
    write('.git/refs/a.md')
    write('drafts.tmp/a.md')
    write('a.md.tmp')
    expect(await settle()).toEqual(['written drafts.tmp/a.md'])
  })
})

describe('what happens while the system is asked', () => {
  /** Once somebody is about to be told that nobody writes. */
  function meanwhile(deed: () => void): void {
    const ask = vi.mocked(openForWriting).getMockImplementation()
    vi.mocked(openForWriting).mockImplementationOnce((paths) => {
      const answer = ask?.(paths)
      deed()
      return answer ?? { open: new Set(), mayBeHidden: () => false }
    })
  }

  test('the old name goes: that is a rename, in one batch', async () => {
    write('a.md')
    await start()
    meanwhile(() => rmSync(join(folder, 'a.md')))
    write('b.md')
    await until(() => expect(reported().sort()).toEqual(['removed a.md', 'written b.md']))
    expect(batches).toHaveLength(1)
  })

  test.runIf(linux)('the file is written again: what there is of it is not reported', async () => {
    await start()
    let file = 0
    meanwhile(() => {
      file = openSync(join(folder, 'a.md'), 'w')
      writeSync(file, 'half')
    })
    write('a.md')
    await until(() => expect(file).toBeGreaterThan(0))
    await pause(LONG_PAUSE)
    expect(reported()).toEqual([])
    closeSync(file)
    await see('written a.md')
  })

  test('the file goes: it never was', async () => {
    await start()
    meanwhile(() => rmSync(join(folder, 'a.md')))
    write('a.md')
    expect(await settle()).toEqual([])
  })
})

describe('where the system hides who writes', () => {
  beforeEach(() => {
    vi.mocked(openForWriting).mockReturnValue({ open: new Set(), mayBeHidden: () => true })
    return () => vi.mocked(openForWriting).mockReset()
  })

  test('a file is complete when it stood still for half a second', async () => {
    let written = 0
    const stillFor: number[] = []
    watcher = await watchFolder(folder, () => stillFor.push(performance.now() - written))
    const file = openSync(join(folder, 'a.md'), 'w')
    for (let chunk = 0; chunk < 10; chunk++) {
      written = performance.now()
      writeSync(file, 'chunk')
      await pause(100)
    }
    closeSync(file)
    await until(() => expect(watcher?.unreported()).toEqual(new Set()))
    expect(stillFor.length).toBeGreaterThan(0)
    expect(Math.min(...stillFor)).toBeGreaterThanOrEqual(500)
  })
})

describe.runIf(linux)('openForWriting', () => {
  test('tells the open from the closed', async () => {
    write('closed.md')
    write('read.md')
    write('one/same.md')
    write('two/same.md')
    const files = [openSync(join(folder, 'read.md'), 'r'), openSync(join(folder, 'two/same.md'), 'a')]
    onTestFinished(() => files.forEach(closeSync))
    const asked = ['closed.md', 'read.md', 'one/same.md', 'two/same.md', 'none.md'].map((path) =>
      join(folder, path),
    )
    const { open } = openForWriting(asked)
    expect([...open]).toEqual([join(folder, 'two/same.md')])
  })

  test.runIf(process.getuid?.() === 0)(
    'says so where a process shows that it has files open, but not which',
    () => {
      const writers = resolve('src/watch/writers.ts')
      const code = `const { openForWriting } = await import(${JSON.stringify(writers)})
      console.log(openForWriting([]).mayBeHidden(0))`
      const rights = ['--bounding-set', '-all', '--inh-caps', '-all']
      const args = [...rights, process.execPath, '--input-type=module', '-e', code]
      expect(execFileSync('setpriv', args, { encoding: 'utf8' })).toBe('true\n')
    },
  )
})
