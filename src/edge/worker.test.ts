/** The Worker while the platform's asset server fails. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_URL } from '../../test/support/contract-site.ts'
import worker from './worker.ts'

/** Status of the answer for what is there, by the place of the asset; absent: all is well. */
const failing = new Map<RegExp, number>()

const ASSETS = {
  async fetch(address: string): Promise<Response> {
    const path = decodeURIComponent(new URL(address).pathname)
    for (const [place, status] of failing) if (place.test(path)) return new Response('', { status })
    const bytes = await readFile(join(CONTRACT_OUT, 'snapshot', path)).catch(() => undefined)
    return bytes === undefined ? new Response('', { status: 404 }) : new Response(new Uint8Array(bytes))
  },
}

async function ask(path: string): Promise<Response> {
  const environment = { ASSETS, NOW: new Date(CONTRACT_NOW).toISOString() }
  return worker.fetch(
    new Request(CONTRACT_URL + path, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } }),
    environment,
  )
}

it.each([
  ['/feeds.opml', /^\/manifest/],
  ['/tags/tea/atom.xml', /^\/packs/],
  ['/lang/en/feed.json', /^\/encoded/],
  ['/posts/plain', /^\/packs/],
  ['/media/dot.png', /^\/media/],
])('%s is not gone while %s cannot be read, and is there again afterwards', async (path, place) => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  failing.set(place, 503)
  const answer = await ask(path)
  failing.clear()
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([500, 'no-store'])
  expect(told).toHaveBeenCalled()
  told.mockRestore()
  expect((await ask(path)).status).toBe(200)
})
