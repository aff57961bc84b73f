/** Files beside posts: parts of them (RFC 9110, section 14), tags, and how long they may be kept. */
import { describe, expect, it } from 'vitest'
import { type AskInit, questions, type Runtime } from './runtime.ts'

const FILE = '/media/dot.png'

export function media(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status } = questions(runtime)
  const bytes = async (headers: AskInit['headers'] = {}) => {
    const response = await ask(FILE, { headers })
    return { response, body: Buffer.from(await response.arrayBuffer()) }
  }

  describe(`${name}: files beside posts`, () => {
    it('are tagged, and fresh for a day at most', async () => {
      const { response, body } = await bytes()
      expect(response.headers.get('etag')).toMatch(/^"[\w-]+"$/)
      expect(response.headers.get('last-modified')).toBeNull()
      expect(response.headers.get('accept-ranges')).toBe('bytes')
      expect(response.headers.get('cache-control')).toBe('public, max-age=86400')
      expect(response.headers.get('content-length')).toBe(String(body.length))
    })

    it('are fresh no longer than the posts that use them are public', async () => {
      const { headers } = await ask('/media/fleeting.html', { method: 'HEAD' })
      expect(headers.get('cache-control')).toBe('public, max-age=900')
    })

    it('answer HEAD with the headers of GET', async () => {
      const { response } = await bytes()
      const head = await ask(FILE, { method: 'HEAD' })
      expect(head.status).toBe(200)
      for (const name of ['etag', 'accept-ranges', 'cache-control', 'content-type', 'content-length'])
        expect(head.headers.get(name)).toBe(response.headers.get(name))
    })

    it('answer conditional requests', async () => {
      const etag = (await bytes()).response.headers.get('etag') ?? ''
      const same = await bytes({ 'if-none-match': `"x", W/${etag}` })
      expect([same.response.status, same.body.length]).toEqual([304, 0])
      expect(same.response.headers.get('etag')).toBe(etag)
      expect(same.response.headers.get('cache-control')).toBe('public, max-age=86400')
      expect(await status(FILE, { 'if-none-match': '"x"' })).toBe(200)
      expect(await status(FILE, { 'if-modified-since': 'Wed, 01 Jul 2026 00:00:00 GMT' })).toBe(200)
      expect(await status(FILE, { 'if-match': etag })).toBe(200)
      expect(await status(FILE, { 'if-match': `W/${etag}` })).toBe(412)
    })

    it.each([
      ['bytes=0-1', 0, 2],
      ['bytes=0-', 0, undefined],
      ['bytes=5-9', 5, 10],
      ['bytes=60-99999', 60, undefined],
      ['bytes=-5', -5, undefined],
      ['bytes=-99999', 0, undefined],
      ['Bytes= 1-1', 1, 2],
    ])('send the part that %j asks for', async (range, start, end) => {
      const whole = (await bytes()).body
      const { response, body } = await bytes({ range })
      const first = start < 0 ? whole.length + start : start
      const expected = whole.subarray(first, end)
      expect(response.status).toBe(206)
      expect(body.equals(expected)).toBe(true)
      expect(response.headers.get('content-length')).toBe(String(expected.length))
      const last = first + expected.length - 1
      expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${whole.length}`)
    })

    it.each(['bytes=99999-', 'bytes=99999-100000', 'bytes=-0'])('have no bytes for %j', async (range) => {
      const length = (await bytes()).body.length
      const { response } = await bytes({ range })
      expect(response.status).toBe(416)
      expect(response.headers.get('content-range')).toBe(`bytes */${length}`)
      expect(response.headers.get('cache-control')).toBe('no-store')
    })

    it.each(['bytes=5-2', 'bytes=0-1,4-5', 'bytes=-', 'bytes=a-b', 'lines=1-2', '0-1', ''])(
      'are sent whole for %j',
      async (range) => {
        const whole = (await bytes()).body
        const { response, body } = await bytes({ range })
        expect(response.status).toBe(200)
        expect(body.equals(whole)).toBe(true)
      },
    )

    it('send a part only of the version that If-Range names', async () => {
      const etag = (await bytes()).response.headers.get('etag') ?? ''
      const range = 'bytes=0-1'
      expect(await status(FILE, { range, 'if-range': etag })).toBe(206)
      expect(await status(FILE, { range, 'if-range': `W/${etag}` })).toBe(200)
      expect(await status(FILE, { range, 'if-range': '"x"' })).toBe(200)
      expect(await status(FILE, { range, 'if-range': 'Wed, 01 Jul 2026 00:00:00 GMT' })).toBe(200)
      expect(await status(FILE, { range, 'if-none-match': etag })).toBe(304)
    })

    it('ignore Range where the method is not GET', async () => {
      const response = await ask(FILE, { method: 'HEAD', headers: { range: 'bytes=0-1' } })
      expect([response.status, response.headers.get('content-range')]).toEqual([200, null])
    })

    // what stands between may code the answer anew
    if (!runtime.isRecoded)
      it('are as long as they say, whatever they are', async () => {
        const response = await ask('/media/fleeting.html', { headers: { 'accept-encoding': 'gzip' } })
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
        expect(response.headers.get('content-encoding')).toBeNull()
        const { byteLength } = await response.arrayBuffer()
        expect(response.headers.get('content-length')).toBe(String(byteLength))
      })
  })
}
