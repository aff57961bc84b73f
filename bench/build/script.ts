/**
 * The plain script that one would write on gray-matter, markdown-it and npm `feed`: the main feed and a feed for
 * each tag in three formats.
 *
 *   node bench/build/script.ts POSTS OUT
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Feed } from 'feed'
import matter from 'gray-matter'
import Markdown from 'markdown-it'

interface Post {
  readonly slug: string
  readonly title: string
  readonly date: Date
  readonly tags: readonly string[]
  readonly html: string
}

const LIMIT = 50
const SITE = 'https://blog.example/'
const [posts = '', out = ''] = process.argv.slice(2)
const markdown = new Markdown({ html: true, linkify: true })

const all = readdirSync(posts, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map(readPost)
  .sort((a, b) => b.date.getTime() - a.date.getTime())

const byTag = new Map<string, Post[]>()
for (const post of all) for (const tag of post.tags) byTag.set(tag, [...(byTag.get(tag) ?? []), post])

writeFeeds('', 'Bench', all)
for (const [tag, tagged] of byTag) writeFeeds(`tags/${tag}`, tag, tagged)

function readPost(path: string): Post {
  const { data, content } = matter(readFileSync(join(posts, path), 'utf8'))
  const slug = basename(path, '.md')
  return {
    slug,
    title: data.title,
    date: new Date(data.date),
    tags: data.tags,
    html: markdown.render(content),
  }
}

function writeFeeds(folder: string, title: string, entries: readonly Post[]): void {
  const feed = new Feed({ id: SITE + folder, title, link: SITE, updated: entries[0]?.date ?? new Date(0) })
  for (const { slug, title, date, tags, html } of entries.slice(0, LIMIT)) {
    const link = `${SITE}${slug}/`
    const category = tags.map((name) => ({ name, term: name }))
    feed.addItem({ id: link, title, link, date, published: date, content: html, category })
  }
  mkdirSync(join(out, folder), { recursive: true })
  writeFileSync(join(out, folder, 'rss.xml'), feed.rss2())
  writeFileSync(join(out, folder, 'atom.xml'), feed.atom1())
  writeFileSync(join(out, folder, 'feed.json'), feed.json1())
}
