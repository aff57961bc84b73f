/** Builds as processes of their own, which can be killed or hindered. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { COMPILED, runIn } from './command.ts'

/** Long after the posts: what is built does not depend on when. */
const NOW = ['--now', '2030-01-01']

/** Nothing is to be said of it. */
const CONFIG = 'test/support/published.config.ts'

export interface Setting {
  /** Where `posts` and `out` are, and what dropfeed remembers of them. */
  readonly home: string
  readonly posts?: string
  readonly out?: string
  /** A program that starts the build, with its arguments. */
  readonly through?: readonly string[]
  /** Whether ids are written, as by a build that is no view of another instant. */
  readonly writesIds?: boolean
}

export interface Ended {
  readonly code: number | null
  readonly said: string
}

export interface Build {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** On standard error, so far. */
  readonly said: () => string
}

export function startBuild({ home, through = [], ...setting }: Setting): Build {
  const own = [process.execPath, 'src/cli/bin.js', ...wordsOf({ home, ...setting })]
  const [program = '', ...args] = [...through, ...own]
  const { CI: _, ...environment } = process.env
  const env = {
    ...environment,
    XDG_CACHE_HOME: join(home, 'cache'),
    NODE_COMPILE_CACHE: COMPILED,
  }
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  return { child, ...endOf(child) }
}

export function build(setting: Setting): Promise<Ended> {
  return startBuild(setting).ended
}

/** The same in this process, which is quicker. */
export async function buildHere(setting: Setting): Promise<Ended> {
  const cache = join(setting.home, 'cache')
  const { code, error } = await runIn(process.cwd(), wordsOf(setting), { XDG_CACHE_HOME: cache })
  return { code, said: error }
}

function wordsOf({ home, writesIds = false, ...setting }: Setting): string[] {
  const { posts = join(home, 'posts'), out = join(home, 'out') } = setting
  const words = ['build', '--posts', posts, '--out', out, '--config', CONFIG]
  return [...words, ...(writesIds ? [] : NOW)]
}

function endOf(child: ChildProcess): Pick<Build, 'ended' | 'said'> {
  let said = ''
  child.stderr?.on('data', (text) => {
    said += text
  })
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, said })))
  return { ended, said: () => said }
}

/** Posts of which each says what version they are, and a file that the first one shows. */
export function writePosts(folder: string, version: string, count = 12): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index++) {
    const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString()
    const head = `---\ntitle: ${version} ${index}\ndate: ${date}\ntags: [t${index % 3}]\n---\n`
    write(join(folder, `post-${index}.md`), `${head}${version} ![](pot.png) ${'word '.repeat(300)}\n`)
  }
  write(join(folder, 'pot.png'), Buffer.from(`\x89PNG\r\n\x1a\n${version}`, 'latin1'))
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
