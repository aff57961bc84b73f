/** The same site in workerd: on this machine, and deployed. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { encodeSnapshot } from '../adapters/encoded.ts'
import { type BuildOptions, build } from './build.ts'
import { compileFolder } from './compilation.ts'
import { count } from './report.ts'

export interface EdgeOptions extends BuildOptions {
  readonly port: number
}

/** Keeps wrangler from asking the network for what this does not need. */
const QUIET = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** Builds with the local address and serves the build until it is told to stop. */
export async function devEdge(options: EdgeOptions): Promise<number> {
  const failed = await buildForEdge(options, `http://localhost:${options.port}`)
  if (failed !== 0) return failed
  const now = options.now === undefined ? [] : ['--var', `NOW:${new Date(options.now).toISOString()}`]
  return wrangler([
    'dev',
    '--port',
    String(options.port),
    '--show-interactive-dev-session=false',
    ...assets(options),
    ...now,
  ])
}

/** Checks, builds and deploys; any problem stops it before anything is replaced. */
export async function deploy(options: BuildOptions): Promise<number> {
  const { configured } = await compileFolder(options, 'http://localhost:3000')
  const missing = ['url', 'title'].filter((key) => !configured.has(key))
  if (missing.length > 0) {
    const keys = missing.map((key) => `"${key}"`).join(' and ')
    console.error(
      `feed.config.ts: a deployment needs ${keys}: readers will keep the address. Add it to the configuration.`,
    )
    return 2
  }
  const failed = await buildForEdge({ ...options, strict: true })
  return failed === 0 ? wrangler(['deploy', ...assets(options)]) : failed
}

/** A build with the compressed bodies that a Worker cannot make itself. */
async function buildForEdge(options: BuildOptions, url?: string): Promise<number> {
  const failed = await build(options, url)
  if (failed !== 0) return failed
  const { bodies, fresh } = await encodeSnapshot(options.out, options.now ?? Date.now())
  console.log(`Compressed: ${count(bodies, 'body', 'bodies')}, of which ${fresh} anew.`)
  return 0
}

function assets({ out }: BuildOptions): string[] {
  return ['--assets', join(out, 'snapshot')]
}

function wrangler(args: readonly string[]): Promise<number> {
  const entry = createRequire(import.meta.url).resolve('wrangler/package.json')
  const child = spawn(process.execPath, [join(dirname(entry), 'bin', 'wrangler.js'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...QUIET },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal === null && code !== 143 ? (code ?? 1) : 0))
  })
}
