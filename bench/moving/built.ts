/** A blog as dropfeed publishes it. */

import { isUtf8 } from 'node:buffer'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LEDGER_NAME, parseLedger } from '../../src/ids/ledger-file.ts'
import type { Problem } from '../../src/model.ts'
import { succeed } from '../build/measure.ts'
import type { Blog } from './blogs.ts'
import type { Source } from './judges.ts'

export interface Built {
  /** The path of each published post's address, by the path of its file. */
  readonly addresses: ReadonlyMap<string, string>
  readonly problems: readonly Problem[]
  /** In milliseconds. */
  readonly time: number
}

/** All entries in one feed, so that each address is in it. */
const FEEDS = {
  limit: 100_000,
  maxBytes: 1024 ** 3,
  tags: false,
  authors: false,
  folders: false,
  languages: false,
  archive: false,
}

/** @param work an empty folder, into which the posts are copied: a build writes ids beside them */
export async function buildBlog(blog: Blog, checkout: string, work: string): Promise<Built> {
  const { config, name } = blog
  const posts = copyPosts(blog, checkout, join(work, 'copy'))
  const settings = { title: name, ...config, feeds: FEEDS }
  writeFileSync(join(work, 'feed.config.js'), `export default ${JSON.stringify(settings)}\n`)
  const out = join(work, 'dist')
  const args = ['--posts', posts, '--config', join(work, 'feed.config.js'), '--out', out, '--json']
  const { time, stdout } = await succeed({
    command: process.execPath,
    args: ['src/cli/bin.js', 'build', ...args],
    env: { XDG_CACHE_HOME: join(work, 'cache') },
  })
  const report: { problems: Problem[] } = JSON.parse(stdout)
  const feed: { items: { id: string; url: string }[] } = JSON.parse(
    readFileSync(join(out, 'site/feed.json'), 'utf8'),
  )
  const ids = join(posts, LEDGER_NAME)
  const ledger = existsSync(ids) ? parseLedger(readFileSync(ids, 'utf8')).rows : []
  const urls = new Map(feed.items.map(({ id, url }) => [id, new URL(url).pathname]))
  const rows = ledger.flatMap(({ path, id }) => {
    const url = urls.get(id)
    return url === undefined || path === '' ? [] : [[path, url] as const]
  })
  return { addresses: new Map(rows), problems: report.problems, time }
}

/** In the same place within a repository of the same history, which dates posts that name no date. */
function copyPosts({ folder }: Blog, checkout: string, copy: string): string {
  const posts = join(copy, folder)
  const isPost = (path: string) => !/\/(?:node_modules|\.git)(?:\/|$)/.test(path)
  cpSync(join(checkout, folder), posts, { recursive: true, filter: isPost })
  const history = join(checkout, '.git')
  if (existsSync(history)) writeFileSync(join(copy, '.git'), `gitdir: ${resolve(history)}\n`)
  return posts
}

/** The files of the posts folder that may be posts. */
export function readSources(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.(?:md|mdx|markdown|html?)$/.test(path) && !/(?:^|\/)(?:node_modules|\.[^/]*)\//.test(path),
    )
    .map((path) => ({ path, bytes: readFileSync(join(folder, path)) }))
    .filter(({ bytes }) => isUtf8(bytes))
    .map(({ path, bytes }) => ({ path, text: bytes.toString() }))
}
