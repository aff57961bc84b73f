/** Runs the site in workerd through wrangler: on this machine, or deployed. */
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { count } from '../base/count.ts'
import { encodeSnapshot } from '../build/encoded-snapshot.ts'
import type { Stamps } from '../config/file.ts'
import { loadConfig } from '../config/load.ts'
import { watchConfig } from '../config/watch.ts'
import type { Problem } from '../model.ts'
import { watchFolder } from '../watch/watch.ts'
import { adviceOnHub } from './advice.ts'
import { buildFor } from './build.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'
import { ROOT } from './package.ts'
import { pingHubs } from './ping.ts'
import { reportFailure } from './run.ts'
import { paint } from './terminal.ts'
import { describeUpload, listUpload, objectionsTo } from './upload.ts'
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

/** Builds after each change of the posts or the configuration. */
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
  if (code === 0 && !options.dryRun) await pingHubs(site, options)
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
