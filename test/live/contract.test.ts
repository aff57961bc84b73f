import { env, SELF } from 'cloudflare:test'
import { beforeAll, expect, inject, it, vi } from 'vitest'
import { fetching } from '../contract/runtime.ts'
import { contract } from '../contract.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The posts folder of the contract: files in base64, by path. */
    readonly contractFiles: Readonly<Record<string, string>>
  }
}

beforeAll(async () => {
  for (const [path, base64] of Object.entries(inject('contractFiles')))
    await env.BUCKET.put(path, Buffer.from(base64, 'base64'))
  await vi.waitUntil(async () => (await SELF.fetch('https://feeds.example/rss.xml')).ok, {
    timeout: 20_000,
    interval: 100,
  })
})

contract({
  name: 'live',
  ask: fetching((path, init) => SELF.fetch(`https://feeds.example${path}`, init)),
  dropsEmptyHeaders: true,
})

it('runs in workerd', () => expect(navigator.userAgent).toBe('Cloudflare-Workers'))
