/** Runs the site in workerd through wrangler: on this machine, or deployed. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { count } from '../base/count.ts'
import { UsageError } from '../base/usage-error.ts'
import { encodeSnapshot } from '../build/encoded-snapshot.ts'
import { loadConfig } from '../config/load.ts'
import { buildFor } from './build.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'
import { ROOT } from './package.ts'
import { paint } from './terminal.ts'
import { describeUpload, listUpload, objectionsTo } from './upload.ts'

export interface EdgeOptions extends BuildOptions {
  readonly port: number
}

export interface DeployOptions extends BuildOptions {
  readonly dryRun?: boolean
}

/** Keeps wrangler from network requests that these commands do not need. */
const QUIET = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** Longest name of a Worker: it is a label of a host name. */
const MAX_NAME = 63

/** Builds with the local address and serves the build until a signal stops it. */
export async function devEdge(options: EdgeOptions): Promise<number> {
  const wrangler = findWrangler()
  const failed = await buildForEdge(`http://localhost:${options.port}`, options)
  if (failed !== 0) return failed
  const now = options.now === undefined ? [] : ['--var', `NOW:${new Date(options.now).toISOString()}`]
  const port = ['--port', String(options.port), '--show-interactive-dev-session=false']
  return start(wrangler, ['dev', ...(await workerArguments(options, 'dropfeed')), ...port, ...now])
}

/** Builds and deploys. An error in a post stops it before anything is replaced; a warning is only reported. */
export async function deploy(options: DeployOptions): Promise<number> {
  const { name: config, keys: configured, siteAt } = await loadConfig(options.config)
  const missing = ['url', 'title'].filter((key) => !configured.has(key))
  if (missing.length > 0) {
    const keys = missing.map((key) => `"${key}"`).join(' and ')
    throw new UsageError(`Set ${keys} in ${config} before you deploy: feed readers remember the address.`)
  }
  const wrangler = findWrangler()
  const failed = await buildForEdge(LOCAL_URL, { ...options, strict: 'errors' })
  if (failed !== 0) {
    console.error('Nothing was uploaded.')
    return failed
  }
  const name = workerName(siteAt(LOCAL_URL).url)
  const dryRun = options.dryRun ? ['--dry-run'] : []
  return start(wrangler, ['deploy', ...(await workerArguments(options, name)), ...dryRun])
}

/** Builds, compresses what a Worker cannot compress itself, and checks the result against Cloudflare's limits. */
async function buildForEdge(url: string, options: DeployOptions): Promise<number> {
  const { posts, out, dryRun, now = Date.now() } = options
  const failed = await buildFor(url, options)
  if (failed !== 0) return failed
  const { bodies, fresh } = await encodeSnapshot(out, now)
  console.log(`Compressed: ${count(bodies, 'body', 'bodies')}, of which ${fresh} anew.`)
  const files = listUpload(join(out, 'snapshot'))
  if (dryRun) console.log(describeUpload(files))
  const { refused, warnings } = objectionsTo(files, posts, out)
  for (const warning of warnings) console.error(paint('yellow', warning, process.stderr))
  for (const reason of refused) console.error(paint('red', reason, process.stderr))
  return refused.length > 0 ? 1 : 0
}

/** A name for each site, so that a second one does not replace the first. */
function workerName(url: string): string {
  const { host, pathname } = new URL(url)
  const words = `${host}${pathname}`.toLowerCase().match(/[a-z0-9]+/g) ?? ['dropfeed']
  return words.join('-').slice(0, MAX_NAME).replace(/-$/, '')
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

/** The wrangler of the project in this folder, or else the one beside dropfeed. */
function findWrangler(): string {
  for (const place of [resolve('package.json'), import.meta.url]) {
    try {
      return join(dirname(createRequire(place).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
    } catch {}
  }
  throw new UsageError(
    'This command needs wrangler, which is not installed. Run: npm install --save-dev wrangler',
  )
}

function start(wrangler: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [wrangler, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...QUIET },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal === null && code !== 143 ? (code ?? 1) : 0))
  })
}
