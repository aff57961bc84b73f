/** Preconditions (RFC 9110, section 13), strict in what is sent and lenient in what is taken. */
import { describe, expect, it } from 'vitest'
import { questions, REPEATED, type Runtime } from './runtime.ts'

export function conditionalRequests(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status, validators } = questions(runtime)

  describe(`${name}: conditional requests`, () => {
    const matching: [string, (etag: string) => string][] = [
      ['the tag', (etag) => etag],
      ['the tag as a strong one', (etag) => etag.slice(2)],
      ['a list that holds it', (etag) => `"x", ${etag} , W/"y"`],
      ['*', () => '*'],
      ['a gzip suffix', (etag) => etag.replace(/"$/, '-gzip"')],
      ['a double suffix', (etag) => etag.replace(/"$/, '--gzip"')],
      ['a br suffix', (etag) => etag.replace(/"$/, ';br"')],
      ['no quotation marks', (etag) => etag.slice(3, -1)],
      ['a small w', (etag) => `w${etag.slice(1)}`],
    ]
    it.each(matching)('304 for If-None-Match with %s', async (_, write) => {
      const { etag } = await validators('/atom.xml')
      const response = await ask('/atom.xml', { headers: { 'if-none-match': write(etag) } })
      expect(response.status).toBe(304)
      expect(await response.text()).toBe('')
      const full = await ask('/atom.xml')
      await full.arrayBuffer()
      for (const name of REPEATED) expect(response.headers.get(name)).toBe(full.headers.get(name))
      expect(response.headers.get('content-type')).toBeNull()
      expect(response.headers.get('content-encoding')).toBeNull()
      expect(response.headers.get('content-length') ?? '0').toBe('0')
    })

    it.each([
      ...(runtime.dropsEmptyHeaders ? [] : ['']),
      '"',
      '"other"',
      'W/',
      ',,,',
      `"${'x'.repeat(10_000)}"`,
    ])('200 for If-None-Match %j', async (tag) => {
      const { modified } = await validators('/rss.xml')
      expect(await status('/rss.xml', { 'if-none-match': tag, 'if-modified-since': modified })).toBe(200)
    })

    it('200 for If-Modified-Since twice, for that is no date', async () => {
      const date = 'Sat, 20 Jun 2026 12:00:00 GMT'
      expect(await status('/rss.xml', { 'if-modified-since': [date, date] })).toBe(200)
    })

    it('304 for If-None-Match over several header lines', async () => {
      const { etag } = await validators('/rss.xml')
      expect(await status('/rss.xml', { 'if-none-match': ['"x"', etag, '"y"'] })).toBe(304)
    })

    it('304 to a client that takes compressed bodies, with the same tag', async () => {
      const compressed = await ask('/rss.xml', { headers: { 'accept-encoding': 'gzip' } })
      await compressed.arrayBuffer()
      const { etag } = await validators('/rss.xml')
      expect(compressed.headers.get('etag')).toBe(etag)
      expect(await status('/rss.xml', { 'if-none-match': etag, 'accept-encoding': 'br' })).toBe(304)
    })

    it('304 to HEAD, too', async () => {
      const { etag } = await validators('/rss.xml')
      expect((await ask('/rss.xml', { method: 'HEAD', headers: { 'if-none-match': etag } })).status).toBe(304)
    })

    it('If-None-Match wins over If-Modified-Since, both ways', async () => {
      const { etag, modified } = await validators('/rss.xml')
      expect(await status('/rss.xml', { 'if-none-match': '"x"', 'if-modified-since': modified })).toBe(200)
      const older = 'Thu, 01 Jan 2015 00:00:00 GMT'
      expect(await status('/rss.xml', { 'if-none-match': etag, 'if-modified-since': older })).toBe(304)
    })

    it.each([
      ['the date', 'Sat, 20 Jun 2026 12:00:00 GMT', 304],
      ['a later date', 'Sun, 21 Jun 2026 00:00:00 GMT', 304],
      ['the RFC 850 form', 'Saturday, 20-Jun-26 12:00:00 GMT', 304],
      ['the asctime form', 'Sat Jun 20 12:00:00 2026', 304],
      ['an older date', 'Sat, 20 Jun 2026 11:59:59 GMT', 200],
      ['a date in the future', 'Tue, 20 Jun 2090 12:00:00 GMT', 200],
      ['no date', 'yesterday', 200],
      ['30 February', 'Mon, 30 Feb 2026 12:00:00 GMT', 200],
    ])('If-Modified-Since with %s', async (_, value, expected) => {
      expect(await status('/rss.xml', { 'if-modified-since': value })).toBe(expected)
    })

    it('412 where If-Match or If-Unmodified-Since fail', async () => {
      expect(await status('/rss.xml', { 'if-match': '"x"' })).toBe(412)
      expect(await status('/rss.xml', { 'if-match': '*' })).toBe(200)
      expect(await status('/rss.xml', { 'if-unmodified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' })).toBe(412)
      expect(await status('/rss.xml', { 'if-unmodified-since': 'Sun, 21 Jun 2026 00:00:00 GMT' })).toBe(200)
    })
  })
}
