/** Runs wrangler, and names what it deploys. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../base/usage-error.ts'
import { loadConfig } from '../config/load.ts'
import type { Site } from '../model.ts'
import { LOCAL_URL } from './options.ts'
import { stopped } from './run.ts'

/** Keeps wrangler from network requests that these commands do not need. */
const QUIET = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** Longest name of a Worker: it is a label of a host name. */
const MAX_NAME = 63

/** The site of a configuration that says where it is. @throws {UsageError} */
export async function deployedSite(file?: string): Promise<Site> {
  const { name, keys: configured, siteAt } = await loadConfig(file)
  const missing = ['url', 'title'].filter((key) => !configured.has(key))
  if (missing.length === 0) return siteAt(LOCAL_URL)
  const keys = missing.map((key) => `"${key}"`).join(' and ')
  throw new UsageError(`Set ${keys} in ${name} before you deploy: feed readers remember the address.`)
}

/** A name for each site, so that a second one does not replace the first. */
export function workerName(url: string): string {
  const { host, pathname } = new URL(url)
  const words = `${host}${pathname}`.toLowerCase().match(/[a-z0-9]+/g) ?? ['dropfeed']
  return words.join('-').slice(0, MAX_NAME).replace(/-$/, '')
}

/** The wrangler of the project in this folder, or else the one beside dropfeed. */
export function findWrangler(): string {
  for (const place of [resolve('package.json'), import.meta.url]) {
    try {
      return join(dirname(createRequire(place).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
    } catch {}
  }
  throw new UsageError(
    'This command needs wrangler, which is not installed. Run: npm install --save-dev wrangler',
  )
}

/** @param input is written to the standard input; absent: that of this process */
export function start(wrangler: string, args: readonly string[], input?: string): Promise<number> {
  const child = spawn(process.execPath, [wrangler, ...args], {
    stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...QUIET },
  })
  child.stdin?.end(input)
  void stopped().then((signal) => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal === null && code !== 143 ? (code ?? 1) : 0))
  })
}
