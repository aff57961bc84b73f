/** Whether two builds hold the same entries in the same order, whoever wrote them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const

/** An entry by the last part of its address, whether its text is there, and how many posts and pictures it refers to. */
type Entry = `${string} ${boolean} ${number} ${number}`

/** Texts of entries are some kB; one below this is not whole. */
const WHOLE = 500

/**
 * @param feeds folders of feeds, such as `tags/tea`
 * @throws an Error naming the first document that differs
 */
export function checkSame(a: string, b: string, feeds: readonly string[]): number {
  for (const feed of feeds) {
    for (const file of FILES) {
      const [ours, theirs] = [a, b].map((folder) => entriesOf(join(folder, feed, file)))
      if (ours === undefined || ours === '' || ours !== theirs)
        throw new Error(`${join(feed, file)} is not the same in ${a} and ${b}:\n${ours}\n${theirs}`)
    }
  }
  return feeds.length * FILES.length
}

function entriesOf(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} was not written`)
  const text = readFileSync(file, 'utf8')
  return (file.endsWith('.json') ? jsonEntries(text) : xmlEntries(text)).join('\n')
}

function jsonEntries(text: string): Entry[] {
  const { items }: { items: readonly { url: string; content_html: string }[] } = JSON.parse(text)
  return items.map(({ url, content_html: html }) => toEntry(url, html))
}

function xmlEntries(text: string): Entry[] {
  const parts = text.split(/<(?:item|entry)[ >]/).slice(1)
  return parts.map((part) => {
    const [, inLink, inAttribute] = /<link>([^<]+)<\/link>|<link [^>]*href="([^"]+)"/.exec(part) ?? []
    const [, html = ''] = /<content(?::encoded|[ >])([\s\S]*?)<\/content/.exec(part) ?? []
    return toEntry(inLink ?? inAttribute ?? '', html)
  })
}

function toEntry(url: string, html: string): Entry {
  const slug = url.split('/').filter(Boolean).at(-1) ?? ''
  const posts = html.match(/https:\/\/blog\.example\/posts\/post-/g) ?? []
  const pictures = html.match(/https:\/\/blog\.example\/[\w/-]+\.png/g) ?? []
  return `${slug} ${html.length > WHOLE} ${posts.length} ${pictures.length}`
}
