/**
 * Writes a build: `site/` for any static host, `snapshot/` for the Worker. Both are written aside and moved into
 * place when they are complete.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Compilation } from '../compile.ts'
import { createApp } from '../http/app.ts'
import type { Instant } from '../model.ts'
import { feedsPage } from '../pages/feeds.ts'
import { opml } from '../pages/opml.ts'
import { script } from '../pages/script.ts'
import { stylesheet } from '../pages/style.ts'
import { DOCUMENTS, MEDIA_BASE } from '../paths.ts'
import type { OnProgress } from '../progress.ts'
import { cut, encodeDocument } from '../snapshot/bytes.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import { places } from './layout.ts'
import { MemoryStore, snapshotInMemory } from './memory.ts'
import { isIgnored } from './watch/ignored.ts'

/** Prefix of the folder in which a build is written; what a killed build leaves behind is known by it. */
const ASIDE = '.dropfeed-build-'

const PARTS = ['site', 'snapshot'] as const

/** Writes `site/` and `snapshot/` below `out`. What stood there stays until the new one is whole. */
export async function writeBuild(
  compilation: Compilation,
  posts: string,
  out: string,
  now: Instant,
  onProgress: OnProgress = () => {},
): Promise<void> {
  await refusePlace(out, posts)
  await mkdir(out, { recursive: true })
  await recover(out)
  refuseForeign(out)
  const aside = await mkdtemp(join(out, ASIDE))
  try {
    await writeSnapshot(compilation, posts, join(aside, 'snapshot'), onProgress)
    await writeSite(compilation, posts, join(aside, 'site'), now)
    for (const part of PARTS) await replace(join(aside, part), join(out, part), join(aside, `old-${part}`))
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** A build has a folder of its own, which is not read for posts. */
async function refusePlace(out: string, posts: string): Promise<void> {
  const path = relative(posts, out)
  if (!path.startsWith('..') && !isAbsolute(path) && !isIgnored(path)) {
    throw new Error(`"${out}" is in the posts folder. Choose another place with --out.`)
  }
  const info = await stat(out).catch(() => undefined)
  if (info?.isDirectory() === false) {
    throw new Error(`"${out}" is a file, not a folder. Choose another place with --out.`)
  }
}

/** Only what an earlier build wrote is replaced. */
function refuseForeign(out: string): void {
  for (const part of PARTS) {
    const isOurs = existsSync(join(out, 'snapshot', places.manifest)) || !existsSync(join(out, part))
    if (!isOurs)
      throw new Error(`"${join(out, part)}" was not written by dropfeed. Choose another place with --out.`)
  }
}

async function replace(fresh: string, place: string, old: string): Promise<void> {
  await rename(place, old).catch(ignoreMissing)
  try {
    await rename(fresh, place)
  } catch (error) {
    await rename(old, place).catch(ignoreMissing)
    throw error
  }
}

/** After a kill between the two renames of a part, its old version is still aside: it goes back. */
async function recover(out: string): Promise<void> {
  const left = (await readdir(out)).filter((name) => name.startsWith(ASIDE))
  for (const name of left) {
    for (const part of PARTS)
      await rename(join(out, name, `old-${part}`), join(out, part)).catch(ignoreMissing)
    await rm(join(out, name), { recursive: true, force: true })
  }
}

/** Nothing to move, or something is there already. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error
}

async function writeSnapshot(
  compilation: Compilation,
  posts: string,
  folder: string,
  onProgress: OnProgress,
): Promise<void> {
  const { manifest, documents, pages, media } = compilation
  await write(folder, places.manifest, JSON.stringify(manifest))
  for (const [done, document] of documents.entries()) {
    onProgress({ stage: 'write', done, total: documents.length })
    const { index, bytes } = encodeDocument(document)
    await write(folder, places.index(document.path), index)
    await write(folder, places.document(document.path), bytes)
  }
  for (const page of pages) await write(folder, places.page(page.path), JSON.stringify(page))
  for (const file of media) {
    await write(folder, places.media(file.path), JSON.stringify(file))
    await copy(join(posts, file.path), join(folder, places.mediaBody(file.path)))
  }
}

/** What static hosts show where there is nothing: what the server shows a person. */
const NOT_FOUND = '/404.html'

const BROWSER = { headers: { 'Sec-Fetch-Dest': 'document' } }

/** What the server would answer at `now`, as files. */
async function writeSite(
  compilation: Compilation,
  posts: string,
  folder: string,
  now: Instant,
): Promise<void> {
  const snapshot = snapshotInMemory(compilation, async () => undefined)
  const app = createApp({ store: new MemoryStore(snapshot), clock: () => now })
  const answer = async (path: string) => (await app.request(encodeURI(path), BROWSER)).text()
  const { pathname } = new URL(compilation.manifest.url)
  for (const document of compilation.documents) {
    const edition = visible(document, now)?.edition
    if (edition === undefined) continue
    await write(folder, document.path, cut(document, document, edition, edition.runs))
    const base = document.path.slice(0, -DOCUMENTS.json.file.length)
    if (document.format === 'json' && base !== '/')
      await write(folder, `${base}index.html`, await answer(base))
  }
  await write(folder, '/index.html', await answer(pathname.replace(/\/?$/, '/')))
  await write(folder, `${feedsPage.path}index.html`, await answer(feedsPage.path))
  for (const path of [NOT_FOUND, stylesheet.path, script.path, opml.path])
    await write(folder, path, await answer(path))
  for (const page of compilation.pages.filter((page) => isPublic(page.public, now))) {
    await write(folder, `${page.path.replace(/\/$/, '')}/index.html`, await answer(page.path))
  }
  for (const file of compilation.media.filter((file) => isPublic(file.public, now))) {
    await copy(join(posts, file.path), join(folder, MEDIA_BASE, file.path))
  }
}

async function write(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { dereference: false })
}
