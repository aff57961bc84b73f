/** Counts what an access log says of feeds. Nothing about a person is kept: addresses and agents are hashed at once. */
import { DOCUMENTS, nameOf } from '../base/paths.ts'
import type { Request } from './log.ts'
import { type Aggregator, aggregatorOf, isCrawler } from './log.ts'

/** The folder and the file of an address, with or without a query. */
const ADDRESS = /^(?:https?:\/\/[^/]+)?([^?#]*\/)([^/?#]+)(?:[?#]|$)/

/** The name of each format, by the file of its documents. */
const FORMATS = new Map(Object.values(DOCUMENTS).map(({ file, label }) => [file, label]))

/** Answers that a reader can use: the document, a delta, or that nothing is new. */
const ANSWERS = [200, 226, 304]

/** In characters: no feed of ours has a longer path. */
const MAX_PATH = 2000

/** In bytes, about: what is kept in all, and of each kind. A log may name any number. */
const ROOM = 100_000_000
const SIZES = { document: 2 * MAX_PATH, day: 300, aggregator: 500, reader: 50 }

/** Hashes an address with an agent to a whole number below 2^48, otherwise in each run. */
export type HashReader = (text: string) => number

export interface FeedCount {
  /** The path of the feed: `/`, `/tags/tea/`. */
  readonly feed: string
  readonly format: string
  /** For whom aggregators fetch it, by what each said last. */
  readonly subscribers: number
  readonly aggregators: readonly Named[]
  /** Other readers, by day. */
  readonly readers: Readonly<Record<string, number>>
  readonly readersADay: number
  readonly requests: number
  readonly notModified: number
  readonly deltas: number
  readonly bytes: number
}

type Said = Aggregator & { readonly time: string }

type Named = Pick<Aggregator, 'name' | 'subscribers'>

class Document {
  /** The hashes of readers, by day. */
  readonly days = new Map<string, Set<number>>()
  /** By the hash of their keys. */
  readonly aggregators = new Map<number, Said>()
  requests = 0
  notModified = 0
  deltas = 0
  bytes = 0
}

export class Tally {
  readonly #hash: HashReader
  readonly #documents = new Map<string, Document>()
  #room: number

  constructor(hash: HashReader, room = ROOM) {
    this.#hash = hash
    this.#room = room
  }

  /** Whether the log names more than is counted. */
  get isFull(): boolean {
    return this.#room <= 0
  }

  add({ method, url, status, agent, bytes, client, time }: Request): void {
    const [, feed = '', file = ''] = ADDRESS.exec(url) ?? []
    if (!FORMATS.has(file) || feed.length > MAX_PATH || method !== 'GET' || !ANSWERS.includes(status)) return
    const document = this.#kept(this.#documents, `${feed}${file}`, 'document', () => new Document())
    if (document === undefined || isCrawler(agent)) return
    document.requests++
    document.bytes += bytes
    if (status === 304) document.notModified++
    if (status === 226) document.deltas++
    const aggregator = aggregatorOf(agent)
    if (aggregator === undefined) this.#addReader(document, time.slice(0, 10), `${client} ${agent}`)
    else this.#addAggregator(document, { ...aggregator, time })
  }

  /** The feeds, those with the most requests first. */
  counts(): FeedCount[] {
    return [...this.#documents]
      .map(([path, document]) => countOf(path, document))
      .sort((a, b) => b.requests - a.requests || (a.feed < b.feed ? -1 : 1))
  }

  #addReader({ days }: Document, day: string, reader: string): void {
    const readers = this.#kept(days, day, 'day', () => new Set<number>())
    const hash = this.#hash(reader)
    if (readers?.has(hash) === false && this.#takes('reader')) readers.add(hash)
  }

  #addAggregator({ aggregators }: Document, said: Said): void {
    // a part of a string keeps the whole of it in memory, here the line
    const own = (): Said => JSON.parse(JSON.stringify({ ...said, key: '' }))
    const hash = this.#hash(said.key)
    const before = this.#kept(aggregators, hash, 'aggregator', own)
    if (before !== undefined && before.time <= said.time) aggregators.set(hash, own())
  }

  /** What a table has of a key, or gets; undefined where there is no room. */
  #kept<K, V>(table: Map<K, V>, key: K, kind: keyof typeof SIZES, make: () => V): V | undefined {
    const known = table.get(key)
    if (known !== undefined || !this.#takes(kind)) return known
    const made = make()
    table.set(key, made)
    return made
  }

  #takes(kind: keyof typeof SIZES): boolean {
    if (this.isFull) return false
    this.#room -= SIZES[kind]
    return true
  }
}

function countOf(path: string, { days, aggregators, ...counts }: Document): FeedCount {
  const file = nameOf(path)
  const named = sumByName(aggregators.values())
  const readers = [...days].map(([day, { size }]) => [day, size] as const).sort()
  return {
    feed: path.slice(0, -file.length),
    format: FORMATS.get(file) ?? file,
    subscribers: sum(named.map(({ subscribers }) => subscribers)),
    aggregators: named,
    readers: Object.fromEntries(readers),
    readersADay: sum(readers.map(([, number]) => number)) / Math.max(1, readers.length),
    ...counts,
  }
}

/** The subscribers of each aggregator, the largest first. */
export function sumByName(rows: Iterable<Named>): Named[] {
  const byName = Map.groupBy(rows, ({ name }) => name)
  return [...byName]
    .map(([name, said]) => ({ name, subscribers: sum(said.map(({ subscribers }) => subscribers)) }))
    .sort((a, b) => b.subscribers - a.subscribers)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
