/** The folder at `/dav/`, as programs and systems use it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, postOf, startLive, TOKEN } from '../support/live-server.ts'

const run = promisify(execFile)
const FORMATS = ['/rss.xml', '/atom.xml', '/feed.json']

let live: LiveServer
let folder: string
beforeAll(async () => {
  live = await startLive({ 'first.md': postOf('First') })
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-webdav-'))
})
afterAll(async () => {
  await live.close()
  await rm(folder, { recursive: true })
})

async function appears(title: string) {
  for (const path of FORMATS)
    expect(await live.titles(path, (titles) => titles.includes(title))).toContain(title)
}

describe('programs', () => {
  // five suites of some twenty requests each
  it.each(['basic', 'copymove', 'props', 'locks', 'http'])('passes the %s suite of litmus', async (suite) => {
    const env = { ...process.env, TESTS: suite }
    const { stdout } = await run('litmus', ['-k', `${live.origin}/dav/`, 'any', TOKEN], {
      env,
      cwd: folder,
    }).catch((error: { stdout: string }) => error)
    expect(stdout).toMatch(/ 0 failed\. 100\.0%/)
  })

  it('takes a post from curl', async () => {
    await writeFile(join(folder, 'curl.md'), postOf('From curl'))
    const args = ['-sS', '--fail', '-u', `me:${TOKEN}`, '-T', join(folder, 'curl.md')]
    await run('curl', [...args, `${live.origin}/dav/`])
    await appears('From curl')
  })

  it('takes a folder from rclone, and gives it back', async () => {
    await writeFile(join(folder, 'rclone.md'), postOf('From rclone'))
    const { stdout } = await run('rclone', ['obscure', TOKEN])
    const remote = `:webdav,url="${live.origin}/dav/",user=me,pass=${stdout.trim()}:`
    await run('rclone', ['copy', join(folder, 'rclone.md'), `${remote}notes/deep`])
    await appears('From rclone')
    await run('rclone', ['copy', `${remote}notes`, join(folder, 'back')])
    expect(await readFile(join(folder, 'back/deep/rclone.md'), 'utf8')).toBe(postOf('From rclone'))
  })

  it('takes, moves and deletes a post with cadaver', async () => {
    await writeFile(join(folder, 'cadaver.md'), postOf('From cadaver'))
    const { host, hostname } = new URL(live.origin)
    const netrc = `machine ${hostname}\nlogin me\npassword ${TOKEN}\n`
    await writeFile(join(folder, '.netrc'), netrc, { mode: 0o600 })
    const tell = (...lines: string[]) =>
      new Promise<void>((resolve) => {
        const child = execFile(
          'cadaver',
          [`http://${host}/dav/`],
          { cwd: folder, env: { ...process.env, HOME: folder } },
          () => resolve(),
        )
        child.stdin?.end(`${[...lines, 'quit'].join('\n')}\n`)
      })
    await tell('mkcol sea', 'put cadaver.md', 'move cadaver.md sea/', 'ls')
    await appears('From cadaver')
    expect((await live.door('HEAD', '/dav/sea/cadaver.md')).status).toBe(200)
    await tell('delete sea/cadaver.md')
    expect(await live.titles('/rss.xml', (titles) => !titles.includes('From cadaver'))).not.toContain(
      'From cadaver',
    )
  })
})

describe('a system that writes in steps', () => {
  const lock = async (path: string) => {
    const body = `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>`
    const response = await live.door('LOCK', path, { body, headers: { timeout: 'Second-60' } })
    return response.headers.get('lock-token') ?? ''
  }
  /** As Finder sends a file: without a length. */
  const putInPieces = (path: string, token: string, pieces: string[]) =>
    new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${TOKEN}`, if: `(${token})`, 'transfer-encoding': 'chunked' }
      const sending = request(live.origin + path, { method: 'PUT', headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sending.on('error', reject)
      for (const piece of pieces) sending.write(piece)
      sending.end()
    })

  it('has a post published when it is whole: empty, locked, sent in pieces, unlocked', async () => {
    const text = postOf('From a file manager')
    expect((await live.door('PUT', '/dav/manager.md', { body: '' })).status).toBe(201)
    const token = await lock('/dav/manager.md')
    expect((await live.door('PUT', '/dav/manager.md', { body: 'x' })).status).toBe(423)
    expect(await putInPieces('/dav/manager.md', token, [text.slice(0, 20), text.slice(20)])).toBe(204)
    expect(await (await live.door('GET', '/.dropfeed/problems')).json()).toEqual([])
    expect((await live.door('UNLOCK', '/dav/manager.md', { headers: { 'lock-token': token } })).status).toBe(
      204,
    )
    await appears('From a file manager')
  })

  it('keeps the last good version while a post is emptied and written again', async () => {
    const token = await lock('/dav/manager.md')
    await live.door('PUT', '/dav/manager.md', { body: '', headers: { if: `(${token})` } })
    await sleep(700)
    expect(await live.titles('/rss.xml', () => true)).toContain('From a file manager')
    const body = postOf('Written again')
    await live.door('PUT', '/dav/manager.md', { body, headers: { if: `(${token})` } })
    await live.door('UNLOCK', '/dav/manager.md', { headers: { 'lock-token': token } })
    await appears('Written again')
  })

  it('may leave an empty file behind, which is reported after a while', async () => {
    await live.door('PUT', '/dav/empty.md', { body: '' })
    expect(await (await live.door('GET', '/.dropfeed/problems')).json()).toEqual([])
    await sleep(5500)
    const problems: { path: string }[] = await (await live.door('GET', '/.dropfeed/problems')).json()
    expect(problems.map(({ path }) => path)).toEqual(['empty.md'])
    await live.door('DELETE', '/dav/empty.md')
  })

  it.each(['._first.md', '.DS_Store', 'draft.md~', '.hidden/post.md', 'x.md.part'])(
    'keeps %s, which is no post',
    async (name) => {
      const path = `/dav/${name}`
      if (name.includes('/')) await live.door('MKCOL', '/dav/.hidden')
      expect((await live.door('PUT', path, { body: postOf('Nobody') })).status).toBe(201)
      expect((await live.door('GET', path)).status).toBe(200)
      await sleep(600)
      expect(await live.titles('/rss.xml', () => true)).not.toContain('Nobody')
      await live.door('DELETE', path)
    },
  )
})

describe('what is not taken', () => {
  it.each([
    ['%2e%2e%2fout.md', 400],
    ['a%00.md', 400],
    ['a%0a.md', 400],
    ['a%5cb.md', 400],
    ['a//b.md', 400],
    ['%ff.md', 400],
    ['a%EF%BF%BE.md', 400],
    [`${'x'.repeat(1030)}.md`, 400],
    ['nowhere/a.md', 409],
  ])('PUT %s', async (path, status) =>
    expect((await live.door('PUT', `/dav/${path}`, { body: 'x' })).status).toBe(status),
  )

  it.each([
    ['with', []],
    ['without', ['-H', 'Transfer-Encoding: chunked']],
  ])('a file above 25 MB that is sent %s its length', async (_, more) => {
    const file = join(folder, 'large.bin')
    await writeFile(file, new Uint8Array(25 * 1024 * 1024 + 1))
    const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-u', `me:${TOKEN}`, ...more]
    const { stdout } = await run('curl', [...args, '-T', file, `${live.origin}/dav/`])
    expect(stdout).toBe('413')
    expect((await live.door('HEAD', '/dav/large.bin')).status).toBe(404)
  })

  it('a body that is shorter than its Content-Length', async () => {
    const { hostname, port } = new URL(live.origin)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    const head = [
      'PUT /dav/short.md HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${TOKEN}`,
      'Content-Length: 500',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${postOf('Short')}`)
    await sleep(300)
    socket.destroy()
    await sleep(300)
    expect((await live.door('HEAD', '/dav/short.md')).status).toBe(404)
  })

  it('a part of a file, or a coded one, in the place of the whole file', async () => {
    await live.door('PUT', '/dav/whole.txt', { body: 'whole' })
    const put = async (headers: Record<string, string>) =>
      (await live.door('PUT', '/dav/whole.txt', { body: 'part', headers })).status
    expect(await put({ 'content-range': 'bytes 0-3/10' })).toBe(400)
    expect(await put({ 'content-encoding': 'gzip' })).toBe(415)
    expect(await (await live.door('GET', '/dav/whole.txt')).text()).toBe('whole')
  })

  it('the second of two moves of one file, and what it would replace stays', async () => {
    for (const name of ['two.txt', 'left.txt', 'right.txt'])
      await live.door('PUT', `/dav/${name}`, { body: name })
    const move = (to: string) =>
      live.door('MOVE', '/dav/two.txt', { headers: { destination: `${live.origin}/dav/${to}` } })
    await Promise.all([move('left.txt'), move('right.txt')])
    const texts = await Promise.all(
      ['left.txt', 'right.txt'].map(async (name) => (await live.door('GET', `/dav/${name}`)).text()),
    )
    expect(texts).toContain('two.txt')
    for (const text of texts) expect(text).toMatch(/^(two|left|right)\.txt$/)
  })

  it('a move to another server or out of the folder', async () => {
    const move = async (destination: string) =>
      (await live.door('MOVE', '/dav/first.md', { headers: { destination } })).status
    expect(await move('http://elsewhere.example/dav/a.md')).toBe(502)
    expect(await move('/rss.xml')).toBe(403)
    expect(await move('/dav/')).toBe(403)
  })

  it('an If header that names no address, or one elsewhere', async () => {
    const put = async (header: string) =>
      (await live.door('PUT', '/dav/if.md', { body: 'x', headers: { if: header } })).status
    expect(await put('<http://[> (<urn:x>)')).toBe(400)
    expect(await put('</rss.xml> (Not <urn:x>)')).toBe(400)
  })

  it('the second of two writers who each expect no file, or the same one', async () => {
    const race = async (headers: Record<string, string>, bodies = ['one', 'two']) => {
      const both = bodies.map((body) => live.door('PUT', '/dav/race.txt', { body, headers }))
      return (await Promise.all(both)).map(({ status }) => status).sort()
    }
    expect(await race({ 'if-match': '"undefined"' })).toEqual([412, 412])
    expect(await race({ 'if-none-match': '*' })).toEqual([201, 412])
    const etag = (await live.door('HEAD', '/dav/race.txt')).headers.get('etag') ?? ''
    expect(await race({ 'if-match': etag }, ['three', 'four'])).toEqual([204, 412])
  })

  it('a copy whose names would be too long, and what it would replace stays', async () => {
    const name = 'n'.repeat(600)
    for (const folder of ['long', name]) await live.door('MKCOL', `/dav/${folder}`)
    await live.door('PUT', `/dav/long/${name}`, { body: 'new' })
    await live.door('PUT', `/dav/${name}/kept`, { body: 'kept' })
    for (const method of ['COPY', 'MOVE']) {
      const headers = { destination: `${live.origin}/dav/${name}` }
      expect((await live.door(method, '/dav/long', { headers })).status).toBe(403)
    }
    expect(await (await live.door('GET', `/dav/${name}/kept`)).text()).toBe('kept')
  })

  it('orders from the page of another site', async () => {
    const headers = { origin: 'https://elsewhere.example' }
    expect((await live.door('POST', '/.dropfeed/rebuild', { headers })).status).toBe(403)
  })

  it('names of other clients that have no address here: the rest is listed', async () => {
    const names = ['odd/a\u0001.md', 'odd/../up.md', 'odd//empty.md', 'odd/fine.md']
    for (const name of names) await live.bindings.BUCKET.put(name, new TextEncoder().encode(postOf('Odd')))
    for (const depth of ['1', 'infinity']) {
      const listed = await (await live.door('PROPFIND', '/dav/odd/', { headers: { depth } })).text()
      const addresses = Array.from(listed.matchAll(/<D:href>([^<]*)/g), ([, href]) => href)
      expect(addresses).toEqual(['/dav/odd/', '/dav/odd/fine.md'])
    }
    await live.bindings.BUCKET.delete(names)
  })

  it('XML that is none, or declares entities', async () => {
    const ask = async (body: string) => (await live.door('PROPFIND', '/dav/', { body })).status
    expect(await ask('<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>')).toBe(207)
    expect(
      await ask('<!DOCTYPE a [<!ENTITY b "c">]><D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>'),
    ).toBe(400)
    expect(await ask('<D:propfind xmlns:D="DAV:">')).toBe(400)
    expect(await ask(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)).toBe(400)
  })
})

describe('what a browser gets', () => {
  it('is the part of a file that a player asks for', async () => {
    await live.door('PUT', '/dav/sea.mp3', { body: '0123456789' })
    const { headers } = await live.door('HEAD', '/dav/sea.mp3')
    expect(headers.get('accept-ranges')).toBe('bytes')
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await live.door('GET', '/dav/sea.mp3', { headers: { range, ...more } })
      return [response.status, response.headers.get('content-range'), await response.text()]
    }
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part('bytes=2-4', { 'if-range': '"other"' })).toEqual([200, null, '0123456789'])
    expect((await part('bytes=10-'))[0]).toBe(416)
    const etag = headers.get('etag') ?? ''
    const same = await live.door('GET', '/dav/sea.mp3', { headers: { 'if-none-match': etag } })
    expect(same.status).toBe(304)
  })

  it('is an attachment in a sandbox', async () => {
    await live.door('PUT', '/dav/page.html', { body: '<script>alert(1)</script>' })
    const { headers } = await live.door('GET', '/dav/page.html')
    expect(headers.get('content-disposition')).toBe('attachment')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('lets apps of other pages in with the token, and never with credentials', async () => {
    const preflight = await fetch(`${live.origin}/dav/a.md`, {
      method: 'OPTIONS',
      headers: { origin: 'app://obsidian.md', 'access-control-request-method': 'PROPFIND' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('dav')).toBe('1, 2')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PROPFIND')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
    const { headers } = await live.door('PROPFIND', '/dav/', { headers: { depth: '0' } })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })
})
