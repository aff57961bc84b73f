/** The files of a snapshot as Cloudflare takes them, counted before anything is uploaded. */
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { cleanLine } from '../base/text.ts'
import { places } from '../snapshot/places.ts'
import { count, withCommas } from './report.ts'

/** Bytes of a static asset, at most, in every plan. https://developers.cloudflare.com/workers/platform/limits/ */
const MAX_BYTES = 25 * 2 ** 20

/** Static assets of a version of a Worker, at most. */
const MAX_FILES = { free: 20_000, paid: 100_000 }

/** Files looked at together: as many as libuv has threads. */
const PARALLEL = 4

export interface UploadFile {
  /** Below the snapshot, with slashes. */
  readonly path: string
  /** In bytes. */
  readonly size: number
}

export interface Objections {
  /** Reasons for which Cloudflare refuses the upload in every plan. */
  readonly refused: readonly string[]
  readonly warnings: readonly string[]
}

/** All files below the folder, by path. */
export async function listUpload(folder: string): Promise<UploadFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files: UploadFile[] = []
  for (let start = 0; start < paths.length; start += PARALLEL) {
    const group = paths.slice(start, start + PARALLEL).map(async (path) => ({
      path: relative(folder, path).replaceAll(sep, '/'),
      size: (await stat(path)).size,
    }))
    files.push(...(await Promise.all(group)))
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** @param posts the posts folder, as messages name it */
export function objectionsTo(files: readonly UploadFile[], posts: string, out: string): Objections {
  const tooLarge = files.filter(({ size }) => size > MAX_BYTES).map((file) => describeLarge(file, posts, out))
  if (files.length <= MAX_FILES.free) return { refused: tooLarge, warnings: [] }
  const number = `The snapshot has ${withCommas(files.length)} files.`
  if (files.length <= MAX_FILES.paid) {
    const limit = `Cloudflare's free plan takes ${withCommas(MAX_FILES.free)} and refuses the upload; a paid plan takes ${withCommas(MAX_FILES.paid)}.`
    return { refused: tooLarge, warnings: [`${number} ${limit} ${FEWER}`] }
  }
  const limit = `Cloudflare takes ${withCommas(MAX_FILES.paid)} at most.`
  return { refused: [...tooLarge, `${number} ${limit} ${FEWER}`], warnings: [] }
}

const FEWER =
  'To have fewer, switch feeds off in the configuration (feeds.tags, feeds.authors, feeds.folders, feeds.archive), or publish dist/site on a static host.'

/** `posts/talk.mp4 has 31.2 MiB, …` */
function describeLarge({ path, size }: UploadFile, posts: string, out: string): string {
  const media = places.mediaBody('').slice(1)
  const isMedia = path.startsWith(media)
  const name = isMedia ? join(posts, path.slice(media.length)) : join(out, 'snapshot', path)
  const fix = isMedia
    ? 'Make it smaller, or put it on a host for large files and link to it there.'
    : 'Shorten the posts in it, or lower feeds.limit in the configuration.'
  return `${cleanLine(name)}: ${mebibytes(size)} is too large. Cloudflare takes files of up to ${mebibytes(MAX_BYTES)}. ${fix}`
}

/** Rounded up, so that a file above the limit never seems to be at it. */
function mebibytes(bytes: number): string {
  return `${Math.ceil((bytes / 2 ** 20) * 10) / 10} MiB`
}

/** A line for each file with its size in bytes, and their sum. */
export function describeUpload(files: readonly UploadFile[]): string {
  const total = withCommas(files.reduce((sum, { size }) => sum + size, 0))
  const rows = files.map(({ path, size }) => `${withCommas(size).padStart(total.length)}  ${path}`)
  return [...rows, `${total}  bytes in ${count(files.length, 'file')}`].join('\n')
}
