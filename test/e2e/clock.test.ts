/** Scheduled and expiring posts change a running server by themselves, on Node and in workerd. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { buildFolder } from '../support/built-folder.ts'
import { contractSite } from '../support/contract-site.ts'
import { type EdgeServer, startEdge } from '../support/edge-server.ts'

/** Time for both servers to start before the first change, in milliseconds. */
const AHEAD = 12_000
const GAP = 3_000

describe('a running server without a rebuild', () => {
  const appears = Math.ceil((Date.now() + AHEAD) / 1000) * 1000
  const goes = appears + GAP
  const origins: string[] = []
  let folder: string
  let node: RunningServer
  let edge: EdgeServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropfeed-clock-'))
    const posts = join(folder, 'posts')
    await mkdir(posts)
    await writeFile(join(posts, 'old.md'), '---\ntitle: Old\ndate: 2026-01-01\n---\nHere all along.\n')
    const front = `title: Fleeting\ntags: [brief]\ndate: ${iso(appears)}\nexpires: ${iso(goes)}`
    await writeFile(join(posts, 'fleeting.md'), `---\n${front}\n---\nFor three seconds.\n`)
    await buildFolder({ posts, site: contractSite(), now: Date.now() }, join(folder, 'out'))
    edge = await startEdge(join(folder, 'out/snapshot'))
    const events = { published() {}, waiting() {}, failed() {} }
    node = await startServer({
      posts,
      siteAt: contractSite,
      port: 0,
      strictPort: false,
      events,
    })
    origins.push(`http://localhost:${node.port}`, edge.origin)
  })
  afterAll(async () => {
    await edge.close()
    await node.close()
    await rm(folder, { recursive: true })
  })

  it('shows nothing of a scheduled post before its instant', async () => {
    expect(Date.now()).toBeLessThan(appears - 1_000)
    for (const origin of origins) {
      const { text, headers, tag } = await look(origin)
      expect(text).not.toContain('Fleeting')
      expect(tag).toBe(404)
      expect(headers.get('last-modified')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
      expect(Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(
        AHEAD / 1000,
      )
    }
  })

  it('shows it from its instant on: body, tag and date change together', async () => {
    const before = await Promise.all(origins.map(look))
    await sleep(appears + 300 - Date.now())
    for (const [index, origin] of origins.entries()) {
      const { text, headers, tag } = await look(origin)
      expect(text).toContain('Fleeting')
      expect(tag).toBe(200)
      expect(headers.get('last-modified')).toBe(new Date(appears).toUTCString())
      expect(headers.get('etag')).not.toBe(before[index]?.headers.get('etag'))
    }
  })

  it('takes it away when it expires, and the date does not go back', async () => {
    await sleep(goes + 300 - Date.now())
    for (const origin of origins) {
      const { text, headers } = await look(origin)
      expect(text).not.toContain('Fleeting')
      expect(headers.get('last-modified')).toBe(new Date(goes).toUTCString())
    }
  })
})

async function look(origin: string) {
  const response = await fetch(`${origin}/rss.xml`)
  const tag = await fetch(`${origin}/tags/brief/rss.xml`)
  await tag.arrayBuffer()
  return { text: await response.text(), headers: response.headers, tag: tag.status }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
