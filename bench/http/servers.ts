/** The servers that are compared, each a process of its own on a port of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

const run = promisify(execFile)

export interface Peer {
  readonly origin: string
  readonly pid: number
  stop(): void
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts a program and waits until it answers. */
async function start(program: string, args: readonly string[], port: number): Promise<Peer> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const origin = `http://localhost:${port}`
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`)
    const answer = await fetch(origin).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer !== undefined) return { origin, pid: pidOf(child), stop: () => child.kill() }
    await sleep(100)
  }
  throw new Error(`${program} does not answer`)
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The process has not started.')
  return pid
}

export async function dropfeedOnNode(posts: string): Promise<Peer> {
  const port = await freePort()
  const args = ['src/cli/bin.js', 'serve', '--posts', posts, '--port', String(port), '--log', 'off']
  return start(process.execPath, args, port)
}

export async function bareOnNode(body: string, headers: Record<string, string>): Promise<Peer> {
  const port = await freePort()
  const args = ['bench/http/peers/bare-node.ts', String(port), body, JSON.stringify(headers)]
  return start(process.execPath, args, port)
}

/** The Worker over a snapshot on disk, in workerd itself: nothing of wrangler stands before it. */
export async function dropfeedInWorkerd(snapshot: string, folder: string): Promise<Peer> {
  await bundle('src/edge/worker.ts', join(folder, 'dropfeed'))
  const files = `(name = "files", disk = ${JSON.stringify(snapshot)})`
  return workerd(join(folder, 'dropfeed'), 'worker.js', '(name = "ASSETS", service = "files")', files)
}

export async function bareInWorkerd(
  body: string,
  headers: Record<string, string>,
  folder: string,
): Promise<Peer> {
  const place = join(folder, 'bare')
  await bundle('bench/http/peers/bare-worker.ts', place)
  await copyFile(body, join(place, 'body'))
  const bindings = `(name = "BODY", data = embed "body"), (name = "HEADERS", json = ${JSON.stringify(JSON.stringify(headers))})`
  return workerd(place, 'bare-worker.js', bindings)
}

export async function bundle(entry: string, out: string): Promise<void> {
  const args = [
    'node_modules/wrangler/bin/wrangler.js',
    'deploy',
    entry,
    '--dry-run',
    '--minify',
    '--outdir',
    out,
  ]
  const config = ['--name', 'bench', '--compatibility-date', COMPATIBILITY, '-c', 'bench/http/wrangler.toml']
  await run(process.execPath, [...args, ...config], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  })
}

const COMPATIBILITY = '2026-08-03'

async function workerd(folder: string, module: string, bindings: string, services = ''): Promise<Peer> {
  const port = await freePort()
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)${services === '' ? '' : `, ${services}`}],
  sockets = [(name = "http", address = "*:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "main", esModule = embed ${JSON.stringify(module)})],
  compatibilityDate = "${COMPATIBILITY}",
  bindings = [${bindings}],
);
`
  await writeFile(join(folder, 'config.capnp'), config)
  return start(workerdProgram, ['serve', join(folder, 'config.capnp')], port)
}

/** The package exports the path of the program for this machine. */
const { default: workerdProgram }: { default: string } = createRequire(import.meta.url)('workerd')

/** nginx with the compressed file beside the plain one (`gzip_static`): it compresses nothing per request. */
export async function nginx(root: string, folder: string, body: Uint8Array): Promise<Peer> {
  const port = await freePort()
  await mkdir(join(folder, 'logs'), { recursive: true })
  await mkdir(root, { recursive: true })
  await publishInNginx(root, body)
  // the folder may be this user's alone
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const config = `daemon off; ${user} worker_processes 1; pid ${folder}/pid; error_log ${folder}/logs/error.log;
events { worker_connections 1024; }
http {
  access_log off; etag on; sendfile on; keepalive_requests 1000000000;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
  uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  types { application/rss+xml xml; }
  server { listen ${port}; root ${root}; gzip_static on; }
}
`
  await writeFile(join(folder, 'nginx.conf'), config)
  return start('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], port)
}

export async function publishInNginx(root: string, body: Uint8Array): Promise<void> {
  await writeFile(join(root, 'rss.xml'), body)
  await writeFile(join(root, 'rss.xml.gz'), gzipSync(body, { level: 9 }))
}
