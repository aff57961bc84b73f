/** Files of the posts folder on their way to a client: each is closed again, and none is another than it says. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readlink, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractSite } from '../../test/support/contract-site.ts'
import { type RunningServer, startServer } from '../serve/node.ts'
import { openMediaFile } from './media-file.ts'

/** More than the buffers of a connection hold, in bytes. */
const LARGE = 32 * 1024 * 1024

let folder: string
let server: RunningServer
const address = () => `http://localhost:${server.port}/media/talk.mp3`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-media-'))
  await writeFile(join(folder, 'talk.mp3'), new Uint8Array(LARGE))
  await writeFile(join(folder, 'talk.md'), '---\ndate: 2026-01-01\nenclosures: talk.mp3\n---\nA talk.\n')
  server = await startServer({
    posts: folder,
    siteAt: contractSite,
    port: 0,
    strictPort: false,
    events: { published() {}, waiting() {}, failed() {} },
  })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** How many times this process has the file open, when it has stopped changing. */
async function opened(): Promise<number> {
  await sleep(300)
  const names = await readdir('/proc/self/fd')
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(folder)).length
}

describe('a file that is asked for', () => {
  it.each([
    ['HEAD', { method: 'HEAD' }, 200],
    ['a tag that matches', { headers: { 'if-none-match': '*' } }, 304],
    ['a tag that does not', { headers: { 'if-match': '"x"' } }, 412],
    ['bytes beyond it', { headers: { range: `bytes=${LARGE}-` } }, 416],
    ['a part', { headers: { range: 'bytes=7-9' } }, 206],
    ['all', {}, 200],
  ])('is closed after %s', async (_, init, status) => {
    const responses = await Promise.all(Array.from({ length: 5 }, () => fetch(address(), init)))
    for (const response of responses) {
      expect(response.status).toBe(status)
      await response.arrayBuffer()
    }
    // at first the server measures it, too
    await expect.poll(opened, { timeout: 10_000 }).toBe(0)
  })

  it('is closed when clients go away in the middle', async () => {
    for (let count = 0; count < 5; count++) {
      const socket = createConnection(server.port, 'localhost')
      socket.write('GET /media/talk.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
    }
    expect(await opened()).toBe(0)
  })
})

describe('a file that is not what it was', () => {
  it('has another tag, though its size and date are the same', async () => {
    const path = join(folder, 'page.txt')
    await writeFile(path, 'one')
    execFileSync('touch', ['-d', '2026-01-01', path])
    const before = await openMediaFile(folder, 'page.txt')
    await sleep(20)
    await writeFile(path, 'two')
    execFileSync('touch', ['-d', '2026-01-01', path])
    const after = await openMediaFile(folder, 'page.txt')
    expect(after?.length).toBe(before?.length)
    expect(after?.etag).not.toBe(before?.etag)
    await Promise.all([before?.close(), after?.close()])
  })

  it('breaks the answer off where it has become shorter', async () => {
    const path = join(folder, 'short.txt')
    await writeFile(path, new Uint8Array(200_000))
    const file = await openMediaFile(folder, 'short.txt')
    await truncate(path, 100_000)
    const body = new Response(file?.read({ first: 0, last: 199_999 }))
    await expect(body.arrayBuffer()).rejects.toThrow('shorter')
    expect(await opened()).toBe(0)
  })

  it('is not there where it has become a link, a pipe or a folder', async () => {
    await symlink('/etc/hostname', join(folder, 'link.txt'))
    execFileSync('mkfifo', [join(folder, 'pipe.txt')])
    for (const name of ['link.txt', 'pipe.txt', '.', 'gone.txt'])
      expect(await openMediaFile(folder, name)).toBeUndefined()
    expect(await opened()).toBe(0)
  })
})
