/** The files of a snapshot, checked against Cloudflare's limits before anything is uploaded. */
import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { count, withCommas } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { places } from '../snapshot/places.ts'

/** Bytes of a static asset, in every plan. https://developers.cloudflare.com/workers/platform/limits/ */
const MAX_BYTES = 25 * 2 ** 20

/** Static assets of a version of a Worker. */
const MAX_FILES = { free: 20_000, paid: 100_000 }

export interface UploadFile {
  /** Relative to the snapshot, with slashes. */
  readonly path: string
  /** In bytes. */
  readonly size: number
}

/** All files in the folder, by path. */
export function listUpload(folder: string): UploadFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return files
    .map((file) => ({ path: relative(folder, file).replaceAll(sep, '/'), size: statSync(file).size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Why Cloudflare refuses the upload in every plan, and in the free one.
 * @param posts the posts folder, as messages name it
 */
export function objectionsTo(files: readonly UploadFile[], posts: string, out: string) {
  const refused = files.filter(({ size }) => size > MAX_BYTES).map((file) => describeLarge(file, posts, out))
  const warnings: string[] = []
  const [number, free, paid] = [files.length, MAX_FILES.free, MAX_FILES.paid].map(withCommas)
  const tooMany = `The snapshot has ${number} files. Cloudflare takes ${free} on the free plan and ${paid} on a paid one. ${FEWER}`
  if (files.length > MAX_FILES.paid) refused.push(tooMany)
  else if (files.length > MAX_FILES.free) warnings.push(tooMany)
  return { refused, warnings }
}

const FEWER =
  'To have fewer, switch feeds off in the configuration (feeds.tags, feeds.authors, feeds.folders, feeds.archive), or publish dist/site on a static host.'

/** `posts/talk.mp4: 31.2 MiB is too large. …` */
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
