/**
 * One process at a time for a folder. The lock is a name that the system gives to one listener at a time and takes back
 * when its process ends, however it ends: so nobody waits for the dead. It reaches as far as the network of the machine
 * or container does.
 */
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hash } from '../hash.ts'

/** In milliseconds. How often to ask whether it is free… */
const RECHECK = 50
/** …and how long: nothing that is at work takes longer. */
const PATIENCE = 600_000

/**
 * Waits for its turn, and calls `onWaiting` once if that is not at once.
 * @returns how to give it back; undefined if another process has had it for ten minutes
 */
export async function waitForLock(
  folder: string,
  onWaiting: () => void,
): Promise<(() => Promise<void>) | undefined> {
  const end = performance.now() + PATIENCE
  let unlock = await lock(folder)
  if (unlock === undefined) onWaiting()
  while (unlock === undefined && performance.now() < end) {
    await sleep(RECHECK)
    unlock = await lock(folder)
  }
  return unlock
}

/** @returns how to give it back; undefined while another process has it */
export async function lock(folder: string): Promise<(() => Promise<void>) | undefined> {
  const name = nameOf(folder)
  const server = (await claim(name)) ?? ((await isStale(name)) ? await claimAnew(name) : undefined)
  if (server === undefined) return undefined
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** A pipe on Windows, and on Linux a socket without a file; elsewhere there has to be one. */
function nameOf(folder: string): string {
  const name = `dropfeed-${hash(folder)}`
  if (platform() === 'win32') return `\\\\.\\pipe\\${name}`
  return platform() === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.lock`)
}

function claim(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('listening', () => resolve(server))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(name)
  })
}

/** Whether a file is there to which nobody listens. */
function isStale(name: string): Promise<boolean> {
  if (!name.endsWith('.lock')) return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = createConnection(name)
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
    socket.unref()
  })
}

function claimAnew(name: string): Promise<Server | undefined> {
  rmSync(name, { force: true })
  return claim(name)
}
