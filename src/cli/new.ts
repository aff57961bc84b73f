import { randomUUID } from 'node:crypto'
import { formatInstant, parseInstant } from '../base/dates.ts'
import { quote } from '../base/problem.ts'
import { slugify } from '../base/slug.ts'
import { cleanLine, showsSomething } from '../base/text.ts'
import { UsageError } from '../base/usage-error.ts'
import { loadConfig } from '../config/load.ts'
import { writePost } from '../folder/new-post.ts'
import { LOCAL_URL } from './options.ts'
import { printJson } from './terminal.ts'

export interface NewOptions {
  readonly posts: string
  readonly config?: string
  readonly date?: string
  readonly draft?: boolean
  readonly json?: boolean
  /** The JSON schema of the front matter, for editors. */
  readonly schema?: string
  /** Below the front matter. */
  readonly text?: string
}

/** Punctuation of sentences, which a slug would spell out. The signs of `C++` and `C#` stay. */
const PUNCTUATION = /[.!?<>/*=]|(?<![\p{L}\p{N}])#/gu

/** Writes a post with a date and a permanent id, and prints its path. Without a title it is a note. */
export async function newPost(words: readonly string[], options: NewOptions): Promise<number> {
  const { siteAt } = await loadConfig(options.config)
  const line = cleanLine(words.join(' '))
  const title = showsSomething(line) ? line : ''
  const { timeZone } = siteAt(LOCAL_URL)
  const [day, time] = localTime(options.date, timeZone)
  const id = `urn:uuid:${randomUUID()}`
  const slug = slugify(title.replace(PUNCTUATION, ' ')) || time.replace(':', '')
  const lines = [
    '---',
    ...(options.schema === undefined ? [] : [`# yaml-language-server: $schema=${options.schema}`]),
    ...(title === '' ? [] : [`title: ${JSON.stringify(title)}`]),
    `date: ${day} ${time}`,
    `id: ${id}`,
    ...(options.draft ? ['draft: true'] : []),
    '---',
  ]
  const path = await writePost(options.posts, day, slug, `${lines.join('\n')}\n\n${options.text ?? ''}`)
  if (options.json) printJson({ path, id, title, date: `${day} ${time}` })
  else console.log(path)
  return 0
}

/** The day and the time (`18:30`) in the site's time zone: now, or as written. */
function localTime(text: string | undefined, timeZone: string): [day: string, time: string] {
  const instant = text === undefined ? Date.now() : parseInstant(text, timeZone)
  if (instant === undefined) {
    throw new UsageError(
      `--date is not a date (${quote(text)}). Write it as 2026-01-31 or "2026-01-31 18:30".`,
    )
  }
  const local = formatInstant(instant, timeZone)
  return [local.slice(0, 10), local.slice(11, 16)]
}
