/** The command line, in a folder of its own. */
import { spawn } from 'node:child_process'
import { Console } from 'node:console'
import { resolve } from 'node:path'
import { Writable } from 'node:stream'
import { main } from '../../src/cli/main.ts'

const BIN = resolve('src/cli/bin.js')

/** Commands of all tests compile the same modules: without it, this takes a third of the time of each. */
export const COMPILED = resolve('node_modules', '.cache', 'compiled')

export interface Result {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

type Environment = Readonly<Record<string, string>>

/** Without a terminal, as in CI; `environment` comes on top of a bare one. In a process of its own, as people run it. */
export function spawnIn(
  folder: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: bare(environment) })
    let [out, error] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (error += chunk))
    child.on('close', (code) => resolve({ code, out, error }))
  })
}

let last: Promise<unknown> = Promise.resolve()

/** The same in this process, which has loaded all modules already; one command after the other. */
export function runIn(
  folder: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<Result> {
  const result = last.then(() => runAlone(folder, args, bare(environment)))
  last = result.catch(() => {})
  return result
}

function bare(environment: Environment): Environment {
  return { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILED, ...environment }
}

async function runAlone(folder: string, args: readonly string[], env: Environment): Promise<Result> {
  const before = { cwd: process.cwd(), env: { ...process.env }, exit: process.exit, code: process.exitCode }
  const [out, error] = [new Taken(process.stdout), new Taken(process.stderr)]
  const { console } = globalThis
  globalThis.console = new Console({ stdout: out.stream, stderr: error.stream })
  process.exit = (code) => {
    throw new Exit(Number(code ?? 0))
  }
  setEnvironment(env)
  process.exitCode = undefined
  process.chdir(folder)
  try {
    await main(args)
    return { code: Number(process.exitCode ?? 0), out: out.release(), error: error.release() }
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown
    return { code: thrown.code, out: out.release(), error: error.release() }
  } finally {
    process.chdir(before.cwd)
    process.exit = before.exit
    process.exitCode = before.code
    setEnvironment(before.env)
    globalThis.console = console
    out.release()
    error.release()
  }
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** What a command that calls `process.exit` ends with. */
class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`The command ended with ${code}.`)
    this.code = code
  }
}

/** All that is written to a stream of the process, until it is released. */
class Taken {
  text = ''
  readonly stream = new Writable({
    write: (chunk, _, done) => {
      this.text += chunk
      done()
    },
  })
  readonly #from: NodeJS.WriteStream
  readonly #write: NodeJS.WriteStream['write']

  constructor(from: NodeJS.WriteStream) {
    this.#from = from
    this.#write = from.write
    from.write = (chunk: Uint8Array | string) => this.stream.write(chunk)
  }

  release(): string {
    this.#from.write = this.#write
    return this.text
  }
}
