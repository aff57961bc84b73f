/**
 * What a post costs in each format, here and with npm `feed` alone.
 *
 * Method: 1,000 posts of 3.7 kB of Markdown are rendered once, outside the measurement. A round writes all of
 * them in one format: here one slice per post, as the compiler does; with `feed` one feed of all posts. The
 * rounds alternate, so that both see the same machine; the first two are not counted, and of the others the
 * median is shown, in microseconds per post. "All three" is one post after the other in all formats, as the
 * compiler writes them: the HTML is escaped for XML once. Run it alone on a quiet machine:
 *
 *   node bench/slices.ts [rounds]
 */
import { Feed } from 'feed'
import { parseSite } from '../src/config/site.ts'
import { formats } from '../src/feeds/formats/index.ts'
import { renderMarkdown } from '../src/markdown/render.ts'
import type { Entry, FormatName } from '../src/model.ts'

const POSTS = 1000
const WARM_UP = 2
const rounds = Number(process.argv[2] ?? 15)

const site = parseSite({ author: 'Ada Marlowe' }, 'https://blog.example')

const SENTENCE =
  'The ferry leaves at *seven*, `sea` & sky are one [grey](https://x.example/?a=1&b=2) thing; “who” minds. '
const MARKDOWN = [1, 2, 3, 4]
  .map((part) => `## Part ${part}\n\n${SENTENCE.repeat(8)}\n\n- one\n- two & <three>\n`)
  .join('\n')

const entries = Array.from({ length: POSTS }, (_, index) => toEntry(index))

function toEntry(index: number): Entry {
  const published = Date.UTC(2026, 0, 1) + index * 60_000
  const url = `https://blog.example/posts/post-${index}`
  const { html, summary } = renderMarkdown(`${MARKDOWN}\n${index}\n`, {
    resolve: (address) => new URL(address, url).href,
    idPrefix: `p${index}`,
  })
  return {
    path: `post-${index}.md`,
    folderSlug: '',
    folder: '',
    slug: `post-${index}`,
    id: `tag:blog.example,2026:post-${index}`,
    url,
    title: `Post ${index} & more`,
    published,
    updated: published,
    summary,
    html,
    content: 'full',
    tags: ['sea', `tag ${index % 40}`],
    authors: site.author,
    enclosures: [],
    inFeeds: true,
    media: [],
    length: html.length,
  }
}

/** The same posts, as somebody who uses `feed` alone would write them. */
function withFeed(): Feed {
  const feed = new Feed({ id: site.url, title: site.title, link: site.url, updated: new Date(0) })
  for (const entry of entries) {
    feed.addItem({
      id: entry.id,
      title: entry.title ?? '',
      link: entry.url,
      date: new Date(entry.updated),
      published: new Date(entry.published),
      description: entry.summary,
      content: entry.html,
      author: entry.authors.map(({ name }) => ({ name })),
      category: entry.tags.map((name) => ({ name, term: name })),
    })
  }
  return feed
}

const FEED: Readonly<Record<FormatName, () => string>> = {
  rss: () => withFeed().rss2(),
  atom: () => withFeed().atom1(),
  json: () => withFeed().json1(),
}

/** The length keeps the work from being optimised away. */
function writeAll(names: readonly FormatName[]): number {
  const chosen = formats.filter(({ name }) => names.includes(name))
  let length = 0
  for (const entry of entries) for (const format of chosen) length += format.entry(entry, site).length
  return length
}

/** In microseconds per post. */
function time(work: () => unknown): number {
  const started = performance.now()
  work()
  return ((performance.now() - started) * 1000) / POSTS
}

function median(values: readonly number[]): number {
  return values.slice(WARM_UP).toSorted((a, b) => a - b)[Math.floor((values.length - WARM_UP) / 2)] ?? 0
}

function compare(label: string, here: () => unknown, alone: () => unknown): void {
  const times = Array.from({ length: rounds + WARM_UP }, () => [time(here), time(alone)] as const)
  const [ours, theirs] = [median(times.map(([value]) => value)), median(times.map(([, value]) => value))]
  const cells = [label.padEnd(10), ours.toFixed(1).padStart(9), theirs.toFixed(1).padStart(9)]
  console.log(`${cells.join(' ')} ${(theirs / ours).toFixed(1).padStart(7)}×`)
}

console.log(`${POSTS} posts of ${MARKDOWN.length} characters, ${rounds} rounds, µs per post (median)`)
console.log('format          here      feed   ratio')
for (const { name } of formats) compare(name, () => writeAll([name]), FEED[name])
compare(
  'all three',
  () => writeAll(['rss', 'atom', 'json']),
  () => Object.values(FEED).map((write) => write()),
)
