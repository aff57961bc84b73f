/**
 * Runs the site in workerd through wrangler: on this machine, or deployed, after its files were checked against
 * Cloudflare's limits.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { extname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { count, withCommas } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { encodeSnapshot } from '../build/encoded-snapshot.ts'
import type { Stamps } from '../config/file.ts'
import { loadConfig, watchConfig } from '../config/load.ts'
import type { Problem } from '../model.ts'
import { places } from '../snapshot/places.ts'
import { watchFolder } from '../watch/watch.ts'
import { adviceOnHub } from './advice.ts'
import { buildFor } from './build.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'
import { ROOT } from './package.ts'
import { pingHubs } from './ping.ts'
import { reportFailure } from './run.ts'
import { paint } from './terminal.ts'
import { deployedSite, findWrangler, start, workerName } from './wrangler.ts'

export interface EdgeOptions extends BuildOptions {
  readonly port: number
}

export interface DeployOptions extends BuildOptions {
  readonly dryRun?: boolean
  /** A Worker that reads the posts from a bucket, in place of a build. */
  readonly live?: boolean
}

/** Builds with the local address, serves the build until a signal stops it, and builds again with each change. */
export async function devEdge(options: EdgeOptions): Promise<number> {
  const wrangler = findWrangler()
  const read: Stamps = new Map()
  await loadConfig(options.config, read)
  const build = () => buildForEdge(`http://localhost:${options.port}`, options)
  const failed = await build()
  if (failed !== 0) return failed
  const now = options.now === undefined ? [] : ['--var', `NOW:${new Date(options.now).toISOString()}`]
  const port = ['--port', String(options.port), '--show-interactive-dev-session=false']
  const stop = await followFolder(options, read, build)
  const args = ['dev', ...(await workerArguments(options, 'dropfeed')), ...port, ...now]
  return start(wrangler, args).finally(stop)
}

async function followFolder(
  { posts, config: file }: EdgeOptions,
  read: Stamps,
  build: () => Promise<unknown>,
): Promise<() => Promise<unknown>> {
  let work: Promise<unknown> = Promise.resolve()
  const follow = () => {
    work = work.then(build).catch((error) => reportFailure(error))
  }
  const watcher = await watchFolder(posts, follow, { onError: reportFailure })
  const unwatch = watchConfig(file, read, { changed: follow, broken: reportFailure })
  return async () => {
    unwatch()
    await watcher.close()
    await work
  }
}

/** Builds and deploys. An error in a post stops it before anything is replaced; a warning is only reported. */
export async function deploy(options: DeployOptions): Promise<number> {
  if (options.live) return (await import('./live.ts')).deployLive(options)
  const site = await deployedSite(options.config)
  const wrangler = findWrangler()
  const failed = await buildForEdge(
    LOCAL_URL,
    { ...options, strict: 'errors' },
    adviceOnHub(await loadConfig(options.config)),
  )
  if (failed !== 0) {
    console.error('Nothing was uploaded.')
    return failed
  }
  const name = workerName(site.url)
  const dryRun = options.dryRun ? ['--dry-run'] : []
  const code = await start(wrangler, ['deploy', ...(await workerArguments(options, name)), ...dryRun])
  // a hub that does not answer makes no deployment fail
  if (code === 0 && !options.dryRun) await pingHubs(site, options.out)
  return code
}

/** Builds, compresses what a Worker cannot compress itself, and checks the result against Cloudflare's limits. */
async function buildForEdge(
  url: string,
  options: DeployOptions,
  advice: readonly Problem[] = [],
): Promise<number> {
  const { posts, out, dryRun, now = Date.now() } = options
  const failed = await buildFor(url, options, advice)
  if (failed !== 0) return failed
  const { bodies, fresh } = await encodeSnapshot(out, now)
  console.log(`Compressed ${count(fresh, 'new document')} of ${bodies}.`)
  const files = listUpload(join(out, 'snapshot'))
  if (dryRun) console.log(describeUpload(files))
  const { refused, warnings } = objectionsTo(files, posts, out)
  for (const warning of warnings) console.error(paint('yellow', warning, process.stderr))
  for (const reason of refused) console.error(paint('red', reason, process.stderr))
  return refused.length > 0 ? 1 : 0
}

/** The project's own wrangler configuration, if it has one; otherwise a copy of ours beside the build. */
async function workerArguments({ out }: BuildOptions, name: string): Promise<string[]> {
  const assets = ['--assets', join(out, 'snapshot')]
  if (['wrangler.toml', 'wrangler.json', 'wrangler.jsonc'].some((file) => existsSync(file))) return assets
  const config = resolve(out, 'wrangler.toml')
  await copyFile(new URL('wrangler.toml', ROOT), config)
  // TypeScript in the repository, JavaScript as installed
  const worker = new URL(`../edge/worker${extname(import.meta.url)}`, import.meta.url)
  return [fileURLToPath(worker), '--config', config, '--name', name, ...assets]
}

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
