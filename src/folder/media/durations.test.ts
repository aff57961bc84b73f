/** Playing times: of files that are used, within bounds, kept in the database. */
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runIn } from '../../../test/support/command.ts'
import { post } from '../../../test/support/compiled.ts'
import { silence } from '../../../test/support/wav.ts'
import { withSite } from '../../cli/opened-site.ts'
import { parseSite } from '../../config/site.ts'
import { createApp } from '../../http/app.ts'
import { FolderThread } from '../../serve/thread/folder-thread.ts'
import { mediaFile } from '../../site/files.ts'
import { measure } from './durations.ts'

const URL_OF_SITE = 'https://feeds.example'

/** Where a site without `url` is. */
const LOCAL = 'http://localhost:3000'

let folder: string
const at = (name: string) => join(folder, name)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-durations-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function timesOf(...names: string[]) {
  return [...(await measure(folder, names)).values()]
}

/** A WAV of which the parts are so many, and so small, that a reader of all of them is busy for a quarter of a minute. */
function manyChunks(): Uint8Array {
  const file = Buffer.alloc(4 * 1024 * 1024)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVE', 8)
  for (let at = 12; at + 8 <= file.length; at += 8) file.write('junk', at)
  return file
}

describe('the playing time', () => {
  it('is read from the file', async () => {
    await writeFile(at('three.wav'), silence(3))
    await copyFile('posts/tide.mp3', at('tide.mp3'))
    const [wav, mp3] = await timesOf('three.wav', 'tide.mp3')
    expect(wav).toBe(3)
    expect(mp3).toBeGreaterThan(0)
  })

  it('is unknown where a file is damaged or would take too long, and the next file is measured all the same', async () => {
    await writeFile(at('ones.aac'), new Uint8Array(1024 * 1024).fill(0xff))
    await writeFile(at('ones.mp3'), new Uint8Array(3 * 1024 * 1024).fill(0xff))
    await writeFile(at('chunks.wav'), manyChunks())
    await writeFile(at('empty.mp3'), '')
    await truncate(at('empty.mp3'), 1024 ** 3)
    await writeFile(at('five.wav'), silence(5))
    const measured = await timesOf('ones.aac', 'ones.mp3', 'chunks.wav', 'empty.mp3', 'five.wav')
    expect(measured).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 5])
  })

  it('is not read through a link, of a file or of a folder on the way', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'dropfeed-outside-'))
    await writeFile(join(outside, 'three.wav'), silence(3))
    await symlink(outside, at('linked'))
    await symlink(join(outside, 'three.wav'), at('linked.wav'))
    expect(await timesOf('linked/three.wav', 'linked.wav')).toEqual([])
    await rm(outside, { recursive: true })
  })

  it('is unknown where the thread does not answer in time', async () => {
    await writeFile(at('three.wav'), silence(3))
    await writeFile(at('five.wav'), silence(5))
    const names = ['three.wav', 'five.wav']
    expect([...(await measure(folder, names, undefined, 1)).values()]).toEqual(['unknown', 'unknown'])
    expect(await timesOf(...names)).toEqual([3, 5])
  })

  it('is looked for again where the file could not be opened', async () => {
    expect(await timesOf('missing.mp3')).toEqual([])
  })
})

describe('a folder that is served', () => {
  it('publishes a post at once, and the playing time of its file when it is known', async () => {
    const site = parseSite({ url: URL_OF_SITE }, URL_OF_SITE)
    const failed: Error[] = []
    const events = { published() {}, waiting() {}, failed: (error: Error) => failed.push(error) }
    const live = await FolderThread.open({ posts: folder, events }, site)
    const app = createApp({ store: live, clock: Date.now })
    const feed = async () => (await app.request(`${URL_OF_SITE}/feed.json`)).text()
    await writeFile(at('talk.wav'), silence(7))
    await writeFile(at('ones.aac'), new Uint8Array(1024 * 1024).fill(0xff))
    await writeFile(at('talk.md'), post('title: Talk\nenclosures: [talk.wav, ones.aac]'))
    await expect.poll(feed, { timeout: 15_000 }).toContain('"duration_in_seconds":7')
    expect(live.state.problems).toMatchObject([
      { severity: 'warning', path: 'talk.md', line: 4, what: '"ones.aac" does not say how long it plays.' },
    ])
    await live.close()
    expect(failed).toEqual([])
  })
})

describe('a build', () => {
  it('holds the playing times of the files that posts use, and measures no others', async () => {
    await mkdir(at('posts'))
    await writeFile(at('posts/talk.wav'), silence(7))
    await writeFile(at('posts/unused.wav'), silence(9))
    await writeFile(at('posts/talk.md'), post('title: Talk\nenclosures: talk.wav'))
    await writeFile(at('feed.config.ts'), 'export default {}')
    const { code } = await runIn(folder, ['build'], { XDG_CACHE_HOME: at('cache') })
    expect(code).toBe(0)
    expect(await readFile(at('dist/site/feed.json'), 'utf8')).toContain('"duration_in_seconds":7')
    vi.stubEnv('XDG_CACHE_HOME', at('cache'))
    const look = { posts: at('posts'), config: at('feed.config.ts'), builds: at('dist') }
    await withSite(look, LOCAL, async ({ context: { db } }) => {
      expect(mediaFile(db, 'talk.wav')?.duration).toBe(7)
      expect(mediaFile(db, 'unused.wav')?.duration).toBeUndefined()
    })
    vi.unstubAllEnvs()
  })
})
