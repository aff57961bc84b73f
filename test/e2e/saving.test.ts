/**
 * Everything that editors, git, rsync and cloud drives do to files, to a running server whose feed is asked for all the
 * while: no sample ever holds a half-written post, and none is without a post that is only being saved.
 */
import { spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Sampler, type Shown } from '../support/sampler.ts'

/** In milliseconds: longer than the watcher waits for quiet. */
const PAUSE = 90
/** Words of a post: of one among many, and of one that is written in several pieces by every program. */
const FEW = 60
const MANY = 4_000

let home: string
let posts: string
let config: string
let sampler: Sampler | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-saving-'))
  posts = join(home, 'posts')
  config = join(home, 'feed.config.ts')
  mkdirSync(posts)
  writeFileSync(config, 'export default { feeds: { limit: 2000, maxBytes: 64 * 1024 * 1024 } }\n')
})
afterEach(async () => {
  try {
    await sampler?.stop()
  } finally {
    sampler = undefined
    rmSync(home, { recursive: true, force: true })
  }
})

const at = (name: string) => join(posts, name)

/** What is in the body of a version of a post: its end says what its beginning says. */
function bodyOf(name: string, version: number, words = MANY): string {
  return `${name} ${version} begins ${'word '.repeat(words)}${name} ${version} ends`
}

function textOf(name: string, version: number, words?: number): string {
  return `---\ntitle: ${name}\ndate: 2026-01-02\n---\n${bodyOf(name, version, words)}\n`
}

/** Whole bodies that were seen, with their versions: a thousand are looked at many times. */
const seen = new Map<string, number>()

/** Which version of a post a body is. @throws if it is none, or not the whole of it */
function versionIn(name: string, html: string): number {
  const known = seen.get(html)
  if (known !== undefined && html.startsWith(`<p>${name} `)) return known
  const [, version = '', words = ''] = /^<p>\S+ (\d+) begins ((?:word )*)/.exec(html) ?? []
  expect(html.trimEnd()).toBe(`<p>${bodyOf(name, Number(version), words.length / 5)}</p>`)
  expect([FEW, MANY]).toContain(words.length / 5)
  seen.set(html, Number(version))
  return Number(version)
}

/** Whole posts only; `staying` are in every sample. */
async function watchFeed(...staying: readonly string[]): Promise<Sampler> {
  sampler = await Sampler.start(posts, config, (shown) => {
    for (const [title, html] of shown) versionIn(title, html)
    expect([...shown.keys()]).toEqual(expect.arrayContaining([...staying]))
  })
  return sampler
}

const shows = (name: string, version: number) => (shown: Shown) =>
  versionOrNone(name, shown.get(name)) === version

function versionOrNone(name: string, html: string | undefined): number | undefined {
  return html === undefined ? undefined : versionIn(name, html)
}

/** As a program writes that takes its time. */
async function writeSlowly(file: string, text: string, flags = 'w'): Promise<void> {
  const handle = openSync(file, flags)
  const size = Math.ceil(text.length / 4)
  for (let start = 0; start < text.length; start += size) {
    await sleep(PAUSE)
    writeSync(handle, text.slice(start, start + size))
  }
  await sleep(PAUSE)
  closeSync(handle)
}

/** A program of the system's, to its end. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: posts, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (text) => (said += text))
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program}: ${said}`))))
  })
}

type Save = (file: string, text: string) => Promise<void> | void

const vim =
  (...settings: readonly string[]): Save =>
  async (file, text) => {
    const source = join(home, 'typed')
    writeFileSync(source, text)
    const set = settings.flatMap((setting) => ['-c', `set ${setting}`])
    const edit = ['-c', '%d', '-c', `0r ${source}`, '-c', 'wq']
    await run('vim.tiny', ['-u', 'NONE', '-e', '-s', ...set, ...edit, file])
  }

const SAVES: Readonly<Record<string, Save>> = {
  'vim as it comes': vim(),
  'vim with backups, in place': vim('backup', 'backupcopy=yes'),
  'vim with backups by renaming': vim('backup', 'backupcopy=no'),
  'vim without a swap file or a backup': vim('noswapfile', 'nowritebackup'),
  'sed -i': async (file, text) => {
    const source = join(home, 'typed')
    writeFileSync(source, text)
    await run('sed', ['-i', '-e', `$r ${source}`, '-e', 'd', file])
  },
  'VS Code, nano, Obsidian: in place, truncated first': (file, text) => writeSlowly(file, text),
  'in place without truncating': async (file, text) => {
    await writeSlowly(file, text, 'r+')
  },
  'emacs: lock, autosave, the old file renamed, a new one written': async (file, text) => {
    const [folder, name] = [dirname(file), file.slice(dirname(file).length + 1)]
    symlinkSync('ada@host.1234:5678', join(folder, `.#${name}`))
    writeFileSync(join(folder, `#${name}#`), text.slice(0, 100))
    renameSync(file, `${file}~`)
    await writeSlowly(file, text)
    rmSync(join(folder, `#${name}#`))
    rmSync(join(folder, `.#${name}`))
  },
  'gedit: .goutputstream and rename': asideAs((folder) => join(folder, '.goutputstream-X7Y2Z1')),
  'Sublime Text: a temporary file and rename': asideAs((folder) => join(folder, '.subl4f2.tmp')),
  'Kate: a temporary file and rename': asideAs((folder, name) => join(folder, `${name}.QhTzLp`)),
  'JetBrains: ___jb_tmp___ and ___jb_old___': async (file, text) => {
    await writeSlowly(`${file}___jb_tmp___`, text)
    renameSync(file, `${file}___jb_old___`)
    renameSync(`${file}___jb_tmp___`, file)
    rmSync(`${file}___jb_old___`)
  },
  'a synchronising program: .syncthing….tmp and rename': asideAs((folder, name) =>
    join(folder, `.syncthing.${name}.tmp`),
  ),
}

function asideAs(nameIn: (folder: string, name: string) => string): Save {
  return async (file, text) => {
    const folder = dirname(file)
    const aside = nameIn(folder, file.slice(folder.length + 1))
    await writeSlowly(aside, text)
    renameSync(aside, file)
  }
}

describe('a post that is saved', () => {
  it('is whole in every sample of the feed, however an editor does it', async () => {
    writeFileSync(at('tea.md'), textOf('tea', 1))
    writeFileSync(at('other.md'), textOf('other', 1))
    const feed = await watchFeed('tea', 'other')
    let version = 1
    for (const save of Object.values(SAVES)) {
      for (let turn = 0; turn < 2; turn++) {
        await save(at('tea.md'), textOf('tea', ++version))
        await feed.until(shows('tea', version))
      }
    }
    console.log(`${feed.samples} samples`)
  }, 180_000)
})

describe('a post that is written again just after it was complete', () => {
  it('is whole in every sample, though many others hold up its reading', async () => {
    writeFileSync(at('tea.md'), textOf('tea', 1))
    const feed = await watchFeed('tea')
    let version = 1
    for (let turn = 0; turn < 8; turn++) {
      for (let other = 0; other < 300; other++)
        writeFileSync(at(`${other}.md`), textOf(`${other}`, ++version, FEW))
      writeFileSync(at('tea.md'), textOf('tea', ++version))
      await sleep(40 + Math.random() * 120)
      await writeSlowly(at('tea.md'), textOf('tea', ++version))
    }
    await feed.until(shows('tea', version))
  }, 120_000)
})

describe('hundreds of posts', () => {
  const NAMES = Array.from({ length: 400 }, (_, index) => `post-${index}`)
  const fileOf = (name: string) => `${name.slice(-1)}/${name}.md`
  const write = (root: string, version: number, names = NAMES) => {
    for (const name of names) {
      mkdirSync(dirname(join(root, fileOf(name))), { recursive: true })
      writeFileSync(join(root, fileOf(name)), textOf(name, version, FEW))
    }
  }
  const all =
    (version: number, names = NAMES) =>
    (shown: Shown) =>
      shown.size === names.length && names.every((name) => shows(name, version)(shown))

  it('come, change and go with git checkout, whole in every sample', async () => {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
    const git = (...args: string[]) => run('git', [...who, ...args])
    const half = NAMES.slice(0, 200)
    await git('init', '-q', '-b', 'half')
    write(posts, 1, half)
    await git('add', '.')
    await git('commit', '-q', '-m', 'half')
    await git('checkout', '-q', '-b', 'full')
    write(posts, 2)
    await git('add', '.')
    await git('commit', '-q', '-m', 'full')
    const feed = await watchFeed(...half)
    await feed.until(all(2))
    for (let turn = 0; turn < 2; turn++) {
      await git('checkout', '-q', 'half')
      await feed.until(all(1, half))
      await git('checkout', '-q', 'full')
      await feed.until(all(2))
    }
    console.log(`${feed.samples} samples`)
  }, 180_000)

  it.each([[[]], [['--inplace']], [['--inplace', '--whole-file', '--bwlimit=2000']]])(
    'come and change with rsync %j, whole in every sample',
    async (options) => {
      const source = join(home, 'source')
      const names = NAMES.slice(0, 150)
      // versions have one length, and may be written within the second that rsync goes by
      const sync = () =>
        run('rsync', [
          '-a',
          '--ignore-times',
          '--delete',
          '--exclude=.*',
          ...options,
          `${source}/`,
          `${posts}/`,
        ])
      write(posts, 1, names)
      const feed = await watchFeed(...names)
      for (const version of [2, 3]) {
        write(source, version, names)
        await sync()
        await feed.until(all(version, names))
      }
      console.log(`${feed.samples} samples`)
    },
    120_000,
  )
})

describe('a cloud drive', () => {
  it('never empties a post, and never loses one', async () => {
    const name = '2026-01-02-tea.md'
    writeFileSync(at(name), textOf('tea', 1))
    const feed = await watchFeed('tea')
    // placeholders: without content, of full length with nothing in it, with the beginning there and the rest reserved
    writeFileSync(at(name), '')
    await sleep(600)
    truncateSync(at(name), 20_000)
    await sleep(600)
    writeFileSync(at(name), textOf('tea', 2))
    await feed.until(shows('tea', 2))
    writeFileSync(at(name), textOf('tea', 3).slice(0, 5_000).padEnd(20_000, '\0'))
    await sleep(600)
    writeFileSync(at(name), textOf('tea', 3))
    await feed.until(shows('tea', 3))
    // taken from this disk, and brought back
    writeFileSync(at(`.${name}.icloud`), 'bplist00')
    rmSync(at(name))
    await sleep(600)
    rmSync(at(`.${name}.icloud`))
    writeFileSync(at(name), textOf('tea', 4))
    await feed.until(shows('tea', 4))
    // what two computers have changed at once is two posts
    writeFileSync(at('tea (conflicted copy 2026-01-02).md'), textOf('copy', 1))
    await feed.until(shows('copy', 1))
  }, 60_000)
})
