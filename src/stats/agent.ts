/** What readers say of themselves in `User-Agent`. */

/** `17 subscribers`, as Feedly, Inoreader, NewsBlur, Feedbin, The Old Reader and others write it. */
const SUBSCRIBERS = /\b(\d{1,9}) (?:subscriber|reader|user)s?\b/i

const CRAWLER = /bot\b|crawl|spider|slurp/i

export interface Aggregator {
  /** `Feedly` */
  readonly name: string
  /** Equal for two requests for the same readers: the agent without the number. */
  readonly key: string
  readonly subscribers: number
}

/** Undefined for a reader that fetches for one person, or does not say for how many. */
export function aggregatorOf(agent: string): Aggregator | undefined {
  const [words = '', number] = SUBSCRIBERS.exec(agent) ?? []
  if (number === undefined) return undefined
  return { name: nameOf(agent), key: agent.replace(words, ''), subscribers: Number(number) }
}

/** `Mozilla/5.0 (compatible; BazQux/2.4; …)` -> `BazQux`, `NewsBlur Feed Fetcher - 17 subscribers` -> `NewsBlur Feed Fetcher` */
function nameOf(agent: string): string {
  const [, own = agent] = /^Mozilla\/[\d.]+ \((?:compatible; )?(.*)/.exec(agent) ?? []
  const [name = ''] = own.split(/[/;()]| - | feed-id/, 1)
  return name.trim().slice(0, 40) || 'unnamed'
}

export function isCrawler(agent: string): boolean {
  return CRAWLER.test(agent)
}
