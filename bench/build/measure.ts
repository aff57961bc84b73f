/** Running a program to its end, and what that took. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Run {
  /** Wall time, in milliseconds. */
  readonly time: number
  /** Largest resident memory, in bytes. */
  readonly memory: number
  readonly status: number | null
  readonly output: string
  /** What it wrote to its standard output alone. */
  readonly stdout: string
}

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** In milliseconds. The kernel keeps the peak, so only what is added after the last look is missed. */
const LOOK = 5

export function run({ command, args, env }: Program): Promise<Run> {
  const started = performance.now()
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [memory, output, stdout] = [0, '', '']
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const look = setInterval(() => (memory = Math.max(memory, peak(child.pid))), LOOK)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      clearInterval(look)
      resolve({ time: performance.now() - started, memory, status, output, stdout })
    })
  })
}

/** As {@link run}, for what must not fail. */
export async function succeed(program: Program): Promise<Run> {
  const done = await run(program)
  if (done.status === 0) return done
  throw new Error(`${program.command} ${program.args.join(' ')} exited with ${done.status}:\n${done.output}`)
}

/** Largest resident memory so far, in bytes; 0 once the process has gone. */
function peak(pid: number | undefined): number {
  return statusOf(pid, /^VmHWM:\s+(\d+) kB/m)
}

/** Resident memory, in bytes; 0 once the process has gone. */
export function resident(pid: number | undefined): number {
  return statusOf(pid, /^VmRSS:\s+(\d+) kB/m)
}

/** A row of proc_pid_status(5). */
function statusOf(pid: number | undefined, row: RegExp): number {
  try {
    const [, kilobytes = '0'] = row.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}
