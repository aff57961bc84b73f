/** What the publisher sees while the site is served: problems on pages, and pages that load again when it changes. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Problem } from '../model.ts'
import { CHANGES, type Preview } from '../pages/preview.ts'
import { isAskedHere } from './local.ts'

export interface PublisherOptions {
  /** Who sees problems on pages: everybody, or browsers on this machine; absent: nobody. */
  readonly banner?: 'everybody' | 'here'
  /** Whether pages that are open on this machine load again when the site changes. */
  readonly reloads?: boolean
}

/** Pages that wait for changes at once. With one more, the one that waited longest is disconnected, and connects again. */
const MAX_OPEN = 64

export class PublisherPages {
  /** Of a configuration that is not in use because of them. */
  config: readonly Problem[] = []
  readonly #options: PublisherOptions
  readonly #showsHeldBack: boolean
  readonly #open = new Set<ServerResponse>()
  /** Another server is another version, too: its code may be. */
  readonly #start = Date.now().toString(36)
  #changes = 0

  constructor(options: PublisherOptions, showsHeldBack: boolean) {
    this.#options = options
    this.#showsHeldBack = showsHeldBack
  }

  /** What pages show for a request, with the problems of the posts. */
  previewFor(incoming: IncomingMessage, posts: readonly Problem[]): Preview | undefined {
    const { banner, reloads = false } = this.#options
    const isHere = (reloads || banner === 'here') && isAskedHere(incoming)
    const isShown = banner === 'everybody' || (banner === 'here' && isHere)
    const [problems, config] = isShown ? [posts, this.config] : [[], []]
    const version = reloads && isHere ? this.#version : undefined
    const isEmpty = problems.length + config.length === 0 && version === undefined && !this.#showsHeldBack
    return isEmpty ? undefined : { problems, config, showsHeldBack: this.#showsHeldBack, version }
  }

  changed(): void {
    this.#changes++
    for (const page of this.#open) page.write(this.#event())
  }

  /** Keeps the requests of open pages, which get an event for each change (HTML standard, section 9.2). */
  before(listener: RequestListener): RequestListener {
    if (!this.#options.reloads) return listener
    return (incoming, outgoing) => {
      const isAsked = incoming.method === 'GET' && incoming.url === CHANGES && isAskedHere(incoming)
      if (!isAsked) return listener(incoming, outgoing)
      // a page waits for longer than any other client may
      incoming.socket.setTimeout(0)
      this.#makeRoom()
      this.#open.add(outgoing)
      outgoing.once('close', () => this.#open.delete(outgoing))
      outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      outgoing.write(this.#event())
    }
  }

  #makeRoom(): void {
    const [longest] = this.#open
    if (longest === undefined || this.#open.size < MAX_OPEN) return
    this.#open.delete(longest)
    longest.destroy()
  }

  close(): void {
    for (const page of this.#open) page.end()
  }

  get #version(): string {
    return `${this.#start}-${this.#changes}`
  }

  #event(): string {
    return `data: ${this.#version}\n\n`
  }
}
