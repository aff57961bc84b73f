/** Counts what an access log says of feeds. Nothing about a person is kept: addresses and agents are hashed at once. */
import { DOCUMENTS, nameOf } from '../base/paths.ts'
import { type Aggregator, aggregatorOf, isCrawler } from './agent.ts'
import { Distinct, Room } from './distinct.ts'
import type { Request } from './line.ts'

/** The folder and the file of an address, with or without a query. */
const ADDRESS = /^(?:https?:\/\/[^/]+)?([^?#]*\/)([^/?#]+)(?:[?#]|$)/

/** The name of each format, by the file of its documents. */
const FORMATS = new Map(Object.values(DOCUMENTS).map(({ file, label }) => [file, label]))

/** Answers that a reader can use: the document, a delta, or that nothing is new. */
const ANSWERS = [200, 226, 304]

/** Documents, days of documents, and aggregators that are counted; a log may name any number. */
const MAX_DOCUMENTS = 10_000
const MAX_DAYS = 20_000
const MAX_AGGREGATORS = 10_000

/** In characters: no feed of ours has a longer path. */
const MAX_PATH = 2000

/** Hashes an address with an agent to a whole number below 2^48, otherwise in each run. */
export type HashReader = (text: string) => number

export interface FeedCount {
  /** The path of the feed: `/`, `/tags/tea/`. */
  readonly feed: string
  readonly format: string
  /** For whom aggregators fetch it, by what each said last. */
  readonly subscribers: number
  readonly aggregators: readonly { readonly name: string; readonly subscribers: number }[]
  /** Other readers, by day. */
  readonly readers: Readonly<Record<string, number>>
  /** The mean of these. */
  readonly readersADay: number
  readonly requests: number
  readonly notModified: number
  readonly deltas: number
  readonly bytes: number
}

interface Said extends Omit<Aggregator, 'key'> {
  readonly time: string
}

class Document {
  readonly days = new Map<string, Distinct>()
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
  readonly #room = new Room()
  #days = 0
  #aggregators = 0

  constructor(hash: HashReader) {
    this.#hash = hash
  }

  add(request: Request): void {
    const { method, url, status, agent } = request
    const [, feed = '', file = ''] = ADDRESS.exec(url) ?? []
    if (!FORMATS.has(file) || feed.length > MAX_PATH || method !== 'GET' || !ANSWERS.includes(status)) return
    const document = this.#document(`${feed}${file}`)
    if (document === undefined || isCrawler(agent)) return
    document.requests++
    document.bytes += request.bytes
    if (status === 304) document.notModified++
    if (status === 226) document.deltas++
    const aggregator = aggregatorOf(agent)
    if (aggregator === undefined)
      this.#readersOn(request.time.slice(0, 10), document)?.add(this.#hash(`${request.client} ${agent}`))
    else this.#note(aggregator, request.time, document)
  }

  /** The feeds, those with the most requests first. */
  counts(): FeedCount[] {
    return [...this.#documents]
      .map(([path, document]) => countOf(path, document))
      .sort((a, b) => b.requests - a.requests || (a.feed < b.feed ? -1 : 1))
  }

  #document(path: string): Document | undefined {
    const known = this.#documents.get(path)
    if (known !== undefined || this.#documents.size >= MAX_DOCUMENTS) return known
    const document = new Document()
    this.#documents.set(path, document)
    return document
  }

  #readersOn(day: string, { days }: Document): Distinct | undefined {
    const known = days.get(day)
    if (known !== undefined || this.#days >= MAX_DAYS) return known
    this.#days++
    const readers = new Distinct(this.#room)
    days.set(day, readers)
    return readers
  }

  #note({ key, name, subscribers }: Aggregator, time: string, { aggregators }: Document): void {
    const hash = this.#hash(key)
    const before = aggregators.get(hash)
    if (before === undefined && this.#aggregators++ >= MAX_AGGREGATORS) return
    if (before === undefined || before.time <= time)
      aggregators.set(hash, { name: copied(name), subscribers, time: copied(time) })
  }
}

/** A part of a string keeps the whole of it in memory, here the line. */
function copied(text: string): string {
  return JSON.parse(JSON.stringify(text))
}

function countOf(path: string, { days, aggregators, ...counts }: Document): FeedCount {
  const file = nameOf(path)
  const byName = Map.groupBy(aggregators.values(), ({ name }) => name)
  const named = [...byName].map(([name, said]) => ({
    name,
    subscribers: sum(said.map((one) => one.subscribers)),
  }))
  const readers = [...days].map(([day, found]) => [day, found.count] as const).sort()
  return {
    feed: path.slice(0, -file.length),
    format: FORMATS.get(file) ?? file,
    subscribers: sum(named.map(({ subscribers }) => subscribers)),
    aggregators: named.sort((a, b) => b.subscribers - a.subscribers),
    readers: Object.fromEntries(readers),
    readersADay: readers.length === 0 ? 0 : sum(readers.map(([, number]) => number)) / readers.length,
    ...counts,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
