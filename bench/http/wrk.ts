/** Load from wrk (Debian's package), and what it and the system say of the server meanwhile. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Load {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Of the answers; any other one makes the figure worthless. */
  readonly status: number
  readonly seconds: number
}

export interface Measured {
  readonly perSecond: number
  /** In milliseconds. */
  readonly p99: number
  readonly requests: number
}

/** Requests at once: enough to keep a server busy that has one core. */
const CONNECTIONS = 32

/** @throws where answers fail or have another status */
export async function load({ url, headers = {}, status, seconds }: Load): Promise<Measured> {
  await expectStatus(url, headers, status)
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--timeout=10s',
    '--latency',
    ...lines,
    url,
  ])
  if (/Non-2xx or 3xx|Socket errors/.test(stdout)) throw new Error(`wrk had errors at ${url}:\n${stdout}`)
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
  }
}

async function expectStatus(url: string, headers: Record<string, string>, status: number): Promise<void> {
  const response = await fetch(url, { headers })
  await response.arrayBuffer()
  if (response.status !== status) throw new Error(`${url} answers ${response.status}, not ${status}`)
}

function milliseconds(match: RegExpExecArray | null): number {
  const [, number, unit] = match ?? []
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit ?? ''] ?? Number.NaN)
}

/** Resident memory of a process, in megabytes. */
export async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Clock ticks in a second: Linux has had 100 on all common machines for long (`getconf CLK_TCK`). */
const TICKS = 100

/** Processor time of a process and its threads so far, in milliseconds (proc(5), fields 14 and 15 of stat). */
export async function processorTimeOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}
