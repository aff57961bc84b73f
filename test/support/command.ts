/** The command line as people run it, in a folder of its own. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const BIN = resolve('src/cli/bin.js')

/** Commands of all tests compile the same modules: without it, this takes a third of the time of each. */
export const COMPILED = resolve('node_modules', '.cache', 'compiled')

export interface Result {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Without a terminal, as in CI; `environment` comes on top of a bare one. */
export function runIn(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILED, ...environment }
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env })
    let [out, error] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (error += chunk))
    child.on('close', (code) => resolve({ code, out, error }))
  })
}
