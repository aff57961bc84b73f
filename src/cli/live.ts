/** The live site: deployed once with its bucket, its object and its queue, or run in workerd on this machine. */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DOCUMENTS } from '../base/paths.ts'
import { UsageError } from '../base/usage-error.ts'
import { loadConfig } from '../config/load.ts'
import { SHORTEST_TOKEN } from '../edge/live/token.ts'
import { fingerprint } from '../folder/fingerprint.ts'
import { withPeople } from '../folder/people.ts'
import type { Site } from '../model.ts'
import type { CommonOptions } from './options.ts'
import { push } from './push.ts'
import { RemoteSite } from './remote-site.ts'
import { deployedSite, findWrangler, start, workerName } from './wrangler.ts'

/** In milliseconds, between two looks whether workerd listens. */
const LOOK = 200

export interface DevLiveOptions extends CommonOptions {
  readonly port: number
  readonly state?: string
}

/** Runs the live site on this machine, and sends the posts folder and each change of it to its bucket. */
export async function devLive(options: DevLiveOptions): Promise<number> {
  const wrangler = findWrangler()
  const url = `http://localhost:${options.port}`
  const { siteAt } = await loadConfig(options.config)
  const token = process.env.DROPFEED_TOKEN ?? randomBytes(24).toString('hex')
  const state = resolve(options.state ?? (await mkdtemp(join(tmpdir(), 'dropfeed-live-'))))
  const config = await writeWorker(
    join(state, 'worker'),
    withPeople(siteAt(url), options.posts),
    'dropfeed-live',
  )
  const now = options.now === undefined ? [] : [`NOW="${new Date(options.now).toISOString()}"`]
  const secrets = [`DROPFEED_TOKEN="${token}"`, ...now].join('\n')
  await writeFile(join(state, 'worker', '.dev.vars'), `${secrets}\n`, { mode: 0o600 })
  const dev = ['dev', '--config', config, '--port', String(options.port), '--persist-to', join(state, 'data')]
  const running = start(wrangler, [...dev, '--show-interactive-dev-session=false'])
  const filling = fill(url, token, options).catch((error: Error) => console.error(error.message))
  const code = await running
  await Promise.race([filling, sleep(0)])
  if (options.state === undefined) await rm(state, { recursive: true, force: true })
  return code
}

async function fill(url: string, token: string, options: DevLiveOptions): Promise<void> {
  const remote = new RemoteSite(url, token)
  while ((await remote.health().catch(() => undefined)) === undefined) await sleep(LOOK)
  const given = process.env.DROPFEED_TOKEN
  process.env.DROPFEED_TOKEN = token
  console.log(`Feeds: ${feedsOf(url).join(' ')}`)
  const secret = given === undefined ? `: ${token}` : ''
  console.log(`WebDAV: ${remote.folder} with any user name and the token as the password${secret}`)
  await push({ ...options, to: url, watch: true })
}

function feedsOf(url: string): string[] {
  return Object.values(DOCUMENTS).map(({ file }) => `${url}/${file}`)
}

export interface DeployLiveOptions extends CommonOptions {
  readonly out: string
  readonly dryRun?: boolean
}

/** Deploys the Worker, and creates what it needs. From then on, posts are only dropped. */
export async function deployLive({ config: file, posts, out, dryRun }: DeployLiveOptions): Promise<number> {
  const wrangler = findWrangler()
  const site = withPeople(await deployedSite(file), posts)
  const name = workerName(site.url)
  const config = await writeWorker(resolve(out, 'live'), site, name)
  const deploying = ['deploy', '--config', config, '--minify']
  if (dryRun) {
    const code = await start(wrangler, [...deploying, '--dry-run'])
    console.log(`Bucket and queue: ${name}`)
    return code
  }
  const secrets = JSON.stringify(tokensOf(process.env))
  // wrangler reports one that exists already, and it is used
  await start(wrangler, ['r2', 'bucket', 'create', name])
  await start(wrangler, ['queues', 'create', name])
  const code = await start(wrangler, deploying)
  if (code !== 0) return code
  const secret = await start(wrangler, ['secret', 'bulk', '--config', config], `${secrets}\n`)
  if (secret !== 0) return secret
  const events = ['r2', 'bucket', 'notification', 'create', name, '--queue', name]
  events.push('--event-type', 'object-create', 'object-delete')
  const notified = await start(wrangler, events)
  console.log(`Feeds: ${feedsOf(site.url).join(' ')}`)
  console.log(`WebDAV: ${new URL(site.url).origin}/dav/ with any user name and the token as the password`)
  if (notified !== 0)
    console.log(
      `The bucket's events were not connected to the queue. If wrangler reports above that such a rule exists, all is well. Otherwise files of S3 clients are found once an hour, until you run: wrangler ${events.join(' ')}`,
    )
  return 0
}

/** The secrets of the Worker: null deletes the second token. @throws {UsageError} where a token is not safe */
function tokensOf(environment: NodeJS.ProcessEnv) {
  const { DROPFEED_TOKEN = '', DROPFEED_TOKEN_2 } = environment
  for (const [name, token] of Object.entries({ DROPFEED_TOKEN, DROPFEED_TOKEN_2 }))
    if (token !== undefined && token.length < SHORTEST_TOKEN)
      throw new UsageError(
        `Set ${name} to a secret of at least ${SHORTEST_TOKEN} characters: it opens the folder. For example: export ${name}=$(openssl rand -hex 24)`,
      )
  return { DROPFEED_TOKEN, DROPFEED_TOKEN_2: DROPFEED_TOKEN_2 ?? null }
}

/** Writes the Worker of a site and its configuration. @returns the path of the configuration */
async function writeWorker(folder: string, site: Site, name: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  // TypeScript in the repository, JavaScript as installed
  const module = (file: string) =>
    JSON.stringify(fileURLToPath(new URL(`../edge/live/${file}${extname(import.meta.url)}`, import.meta.url)))
  const deployed = JSON.stringify({ site, fingerprint: fingerprint(site) })
  const code = `import { HubObject } from ${module('hub-object')}
import { SiteObject } from ${module('object')}
export { default } from ${module('worker')}
export class Site extends SiteObject {
  constructor(state, environment) {
    super(state, environment, ${deployed})
  }
}
export class Hub extends HubObject {
  constructor(state, environment) {
    super(state, environment, ${JSON.stringify(site)})
  }
}
`
  await writeFile(join(folder, 'worker.js'), code)
  const config = join(folder, 'wrangler.json')
  await writeFile(config, JSON.stringify(configurationOf(name), undefined, 2))
  return config
}

function configurationOf(name: string) {
  return {
    name,
    main: 'worker.js',
    compatibility_date: '2026-08-03',
    compatibility_flags: ['nodejs_compat'],
    send_metrics: false,
    durable_objects: {
      bindings: [
        { name: 'SITE', class_name: 'Site' },
        { name: 'HUB', class_name: 'Hub' },
      ],
    },
    migrations: [{ tag: 'v1', new_sqlite_classes: ['Site', 'Hub'] }],
    r2_buckets: [{ binding: 'BUCKET', bucket_name: name }],
    queues: { consumers: [{ queue: name, max_batch_size: 100, max_batch_timeout: 1 }] },
    vars: limitsOf(process.env),
    triggers: { crons: ['23 * * * *'] },
    observability: { enabled: true },
  }
}

/** Limits of the plan, as the environment of the command has them: see edge/live/platform.ts. */
function limitsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['OPERATIONS', 'ROWS_A_DAY']
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])))
}
