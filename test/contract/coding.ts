/** Content codings (RFC 9110, section 12.5.3). */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FEEDS, isOurs, type Runtime } from './runtime.ts'

const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync }

const CHOICES: readonly [accept: string, coding: string | null][] = [
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['zstd', 'zstd'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0, zstd;q=0, gzip;q=0.1', 'gzip'],
  ['BR', 'br'],
  ['x-gzip', 'gzip'],
  ['*', 'gzip'],
  ['*;q=0', null],
  ['identity;q=1, gzip;q=0.5', null],
  ['gzip;q=0.5', 'gzip'],
  ['identity;q=0', null],
  ['deflate', null],
  ['', null],
  ['gzip;q=2', null],
  ['gzip, ;;;', null],
  ['gzip;q=high', null],
  ['gzip;q=0.5 0.6', null],
  ['gzip ; q=1.0 ; x="y" , br;q=0.5', 'gzip'],
  // a matcher that tries every way to read the spaces would never come to an end
  [`gzip${';   '.repeat(40)}"`, null],
  [`gzip, ${'x'.repeat(5_000)}`, null],
]

export function codings({ name, ask, isRaw, isRecoded }: Runtime): void {
  describe(`${name}: content codings`, () => {
    it.each(isRecoded ? [] : CHOICES)('for %j', async (accept, coding) => {
      const response = await ask('/rss.xml', { headers: { 'accept-encoding': accept } })
      await response.arrayBuffer()
      expect(response.status).toBe(200)
      expect(response.headers.get('content-encoding')).toBe(coding)
      expect(response.headers.get('vary')).toContain('Accept-Encoding')
    })

    it.each(
      FEEDS.flatMap(([path]) =>
        Object.entries(DECODERS).map(([coding, decode]) => ({ path, coding, decode })),
      ),
    )(
      '$path in $coding is the same document, and HEAD has the headers of GET',
      async ({ path, coding, decode }) => {
        const [plain, get, head] = await Promise.all([
          ask(path, { headers: { 'accept-encoding': 'identity' } }),
          ask(path, { headers: { 'accept-encoding': coding } }),
          ask(path, { method: 'HEAD', headers: { 'accept-encoding': coding } }),
        ])
        const [expected, body] = [
          Buffer.from(await plain.arrayBuffer()),
          Buffer.from(await get.arrayBuffer()),
        ]
        expect([...head.headers].filter(isOurs)).toEqual([...get.headers].filter(isOurs))
        expect(get.headers.get('etag')).toBe(plain.headers.get('etag'))
        if (!isRaw) return
        expect(decode(body).equals(expected)).toBe(true)
        expect(get.headers.get('content-length')).toBe(String(body.length))
      },
    )
  })
}
