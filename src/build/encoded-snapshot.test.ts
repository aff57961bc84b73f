/** Compressed bodies of a build: small documents share files, and only what changed is compressed again. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { buildFolder } from '../../test/support/built-folder.ts'
import { NOW, post } from '../../test/support/compiled.ts'
import { parseSite } from '../config/site.ts'
import { openAssets } from '../edge/worker.ts'
import { openBuild } from '../serve/disk.ts'
import { cut } from '../snapshot/bytes.ts'
import { encodeSnapshot } from './encoded-snapshot.ts'

const TAGS = 20
const CODINGS = 3
const FORMATS = 3

it('a change of one feed compresses its documents, and each is found again', async () => {
  const root = mkdtempSync(join(tmpdir(), 'dropfeed-encoded-'))
  const [posts, out] = [join(root, 'posts'), join(root, 'out')]
  mkdirSync(posts)
  const put = (number: number, text: string) =>
    writeFileSync(join(posts, `${number}.md`), post(`title: ${number}\ntags: [t${number}]`, text))
  for (let number = 0; number < TAGS; number++) put(number, `Text of ${number}.`)
  const build = async () => {
    await buildFolder({ posts, site: parseSite({}, 'https://blog.example'), now: NOW }, out)
    return encodeSnapshot(out, NOW)
  }
  const first = await build()
  expect(first.fresh).toBe(first.bodies)
  expect(first.bodies).toBeGreaterThan(TAGS * FORMATS * CODINGS)
  expect(await encodeSnapshot(out, NOW)).toEqual({ bodies: first.bodies, fresh: 0 })
  put(7, 'Another text.')
  // the main feed and that of the tag, and at most one page of the archive
  expect((await build()).fresh).toBeLessThanOrEqual(3 * FORMATS * CODINGS)
  const files = readdirSync(join(out, 'snapshot/encoded'))
  expect(files.length).toBeLessThan(TAGS)
  await expectBodies(out)
  rmSync(root, { recursive: true })
})

/** Each document comes out of its compressed body as it is. */
async function expectBodies(out: string): Promise<void> {
  const { current } = await openBuild(out)
  const snapshot = await current()
  const { encode } = openAssets({ fetch: (address) => assetIn(join(out, 'snapshot'), address) })
  for (const { base } of snapshot.manifest.feeds) {
    const document = await snapshot.document(`${base}atom.xml`)
    const [edition] = document?.index.editions ?? []
    if (document === undefined || edition === undefined) throw new Error(`${base} is missing.`)
    const whole = cut(document.index, await document.bytes(), edition, edition.runs)
    const body = await encode?.('gzip', { document, edition }, async () => whole)
    expect(new Uint8Array(gunzipSync(body ?? '')), base).toEqual(whole)
  }
}

async function assetIn(folder: string, address: string): Promise<Response> {
  return new Response(
    new Uint8Array(readFileSync(join(folder, decodeURIComponent(new URL(address).pathname)))),
  )
}
