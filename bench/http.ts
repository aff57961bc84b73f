/**
 * How fast feeds are served, against bare Hono and nginx in the same run: `npm run bench:http`. The method is in
 * README.md. Arguments: `--rounds N`, `--seconds N` of each measurement, `--million` for the memory after a million
 * requests.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { buildForEdge, writePosts } from './http/corpus.ts'
import { type Day, measureDay } from './http/day.ts'
import {
  bareInWorkerd,
  bareOnNode,
  bundle,
  dropfeedInWorkerd,
  dropfeedOnNode,
  nginx,
  type Peer,
} from './http/servers.ts'
import { type Load, load, type Measured, processorTimeOf, residentOf } from './http/wrk.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    million: { type: 'boolean', default: false },
  },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]

const folder = await mkdtemp(join(tmpdir(), 'dropfeed-bench-'))
const posts = join(folder, 'posts')
await writePosts(posts)
await buildForEdge(posts, join(folder, 'out'))

const node = await dropfeedOnNode(posts)
const edge = await dropfeedInWorkerd(join(folder, 'out/snapshot'), folder)
const plain = await get(node.origin, 'identity')
const gzip = await get(node.origin, 'gzip')
await writeFile(join(folder, 'body'), gzip.body)
const freshBare = () => bareOnNode(join(folder, 'body'), gzip.headers)
const bareNode = await freshBare()
const bareEdge = await bareInWorkerd(join(folder, 'body'), gzip.headers, folder)
const root = join(folder, 'root')
const static_ = await nginx(root, join(folder, 'nginx'), plain.body)
const peers = [node, edge, bareNode, bareEdge, static_]

try {
  console.log(
    `RSS of ${kilobytes(plain.body.length)}, ${kilobytes(gzip.body.length)} in gzip; ${rounds} rounds of ${seconds} s, medians\n`,
  )
  console.log(
    'what          runtime    requests/s   floor (bare Hono)   ratio   goal    p99 ms   floor   ratio     nginx/s',
  )
  await compare('304', 'Node', node, bareNode, 0.95)
  await compare('200', 'Node', node, bareNode, 0.95)
  await compare('304', 'workerd', edge, bareEdge, 0.9)
  await compare('200', 'workerd', edge, bareEdge, 0.8)
  console.log(`\nprocessor time in workerd: ${await processorTime()}`)
  console.log(`bundle of the Worker: ${await bundleSize()}`)
  console.log(`resident memory on Node, dropfeed: ${await memory(await dropfeedOnNode(posts), '/rss.xml')}`)
  console.log(`resident memory on Node, bare Hono: ${await memory(await freshBare(), '/304')}`)
  console.log('\nA day of hourly polls with three publications:')
  for (const day of await measureDay(node, static_, posts, root)) console.log(describe(day))
} finally {
  for (const peer of peers) peer.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** The document and its headers, in a coding, as they are sent. */
async function get(origin: string, coding: string) {
  const { wire } = await import('../test/support/wire.ts')
  const response = await wire(() => origin)('/rss.xml', { headers: { 'accept-encoding': coding } })
  const body = new Uint8Array(await response.arrayBuffer())
  const names = [...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name))
  const proper = names.map(([name, value]) => [
    name.replace(/(^|-)([a-z])/g, (letter) => letter.toUpperCase()),
    value,
  ])
  return { body, headers: Object.fromEntries(proper), etag: response.headers.get('etag') ?? '' }
}

/** Addresses stand in the documents, so each server's tag is its own. */
async function requestOf(what: '304' | '200', { origin }: Peer): Promise<Pick<Load, 'headers' | 'status'>> {
  return what === '304'
    ? {
        headers: { 'If-None-Match': (await get(origin, 'gzip')).etag, 'Accept-Encoding': 'gzip' },
        status: 304,
      }
    : { headers: { 'Accept-Encoding': 'gzip' }, status: 200 }
}

/** The peers take turns, so that each round sees the same machine; before the first one they warm up. */
async function compare(
  what: '304' | '200',
  runtime: string,
  ours: Peer,
  bare: Peer,
  goal: number,
): Promise<void> {
  const request = { ...(await requestOf(what, ours)), seconds }
  const forNginx =
    what === '304'
      ? { ...request, headers: { 'If-None-Match': await nginxTag(), 'Accept-Encoding': 'identity' } }
      : request
  await load({ ...request, url: `${ours.origin}/rss.xml` })
  await load({ ...request, url: `${bare.origin}/${what}` })
  const all: { ours: Measured; bare: Measured; files: Measured }[] = []
  for (let round = 0; round < rounds; round++) {
    all.push({
      ours: await load({ ...request, url: `${ours.origin}/rss.xml` }),
      bare: await load({ ...request, url: `${bare.origin}/${what}` }),
      files: await load({ ...forNginx, url: `${static_.origin}/rss.xml` }),
    })
  }
  const perSecond = (peer: 'ours' | 'bare' | 'files') => median(all.map((round) => round[peer].perSecond))
  const p99 = (peer: 'ours' | 'bare') => median(all.map((round) => round[peer].p99))
  const ratio = median(all.map((round) => round.ours.perSecond / round.bare.perSecond))
  const verdict = ratio >= goal ? 'met' : 'missed'
  console.log(
    [
      what.padEnd(13),
      runtime.padEnd(8),
      perSecond('ours').toFixed(0).padStart(12),
      perSecond('bare').toFixed(0).padStart(19),
      ratio.toFixed(2).padStart(7),
      `${goal} ${verdict}`.padStart(11),
      p99('ours').toFixed(1).padStart(8),
      p99('bare').toFixed(1).padStart(7),
      median(all.map((round) => round.ours.p99 / round.bare.p99))
        .toFixed(2)
        .padStart(7),
      perSecond('files').toFixed(0).padStart(11),
    ].join(' '),
  )
}

async function nginxTag(): Promise<string> {
  const response = await fetch(`${static_.origin}/rss.xml`, {
    method: 'HEAD',
    headers: { 'accept-encoding': 'identity' },
  })
  return response.headers.get('etag') ?? ''
}

/** Of the whole process, for each request, in the two kinds of answers. */
async function processorTime(): Promise<string> {
  const parts: string[] = []
  for (const what of ['304', '200'] as const) {
    const before = await processorTimeOf(edge.pid)
    const { requests } = await load({
      ...(await requestOf(what, edge)),
      seconds,
      url: `${edge.origin}/rss.xml`,
    })
    parts.push(`${(((await processorTimeOf(edge.pid)) - before) / requests).toFixed(3)} ms for each ${what}`)
  }
  return parts.join(', ')
}

async function bundleSize(): Promise<string> {
  const place = join(folder, 'size')
  await bundle('src/edge/worker.ts', place)
  const code = await readFile(join(place, 'worker.js'))
  return `${kilobytes(gzipSync(code).length)} in gzip (goal: at most 60 kB)`
}

/** Of a server that has just been started: after ten thousand requests, and after a million where that is asked for. */
async function memory(peer: Peer, path: string): Promise<string> {
  const request = await requestOf('304', path === '/304' ? node : peer)
  let done = 0
  const until = async (count: number) => {
    while (done < count)
      done += (await load({ ...request, seconds: 1, url: `${peer.origin}${path}` })).requests
    return Math.round(await residentOf(peer.pid))
  }
  peers.push(peer)
  const early = await until(10_000)
  const told = `${early} MB after ten thousand requests`
  if (!values.million) return `${told} (--million: after a million)`
  const late = await until(1_000_000)
  return `${told}, ${late} MB after a million (goal: no more, ${late <= early ? 'met' : 'missed'})`
}

function describe({ client, bytes, statuses }: Day): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`)
  return `  ${client.server.padEnd(9)} ${client.name.padEnd(28)} ${kilobytes(bytes).padStart(10)}   ${counts.join(', ')}`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
