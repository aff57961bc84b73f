/** Authors that Docusaurus and Gatsby keep in a file beside the posts: `authors.yml`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defined } from '../base/defined.ts'
import { readFrontMatter } from '../content/frontmatter.ts'
import type { Author, Site } from '../model.ts'

/** The first that is there is read. */
const NAMES = ['authors.yml', 'authors.yaml', 'author.yml', 'author.yaml']

/** A site with the authors of the folder; those of the configuration go first. */
export function withPeople(site: Site, folder: string): Site {
  const text = NAMES.map((name) => textOf(join(folder, name))).find((found) => found !== undefined)
  return text === undefined ? site : { ...site, authors: { ...peopleIn(text), ...site.authors } }
}

/** A table by key, or a list of people with an `id`; what is no person is left out. */
export function peopleIn(text: string): Record<string, Author> {
  const within = text.replaceAll(/^/gm, '  ')
  const matter = readFrontMatter({ path: '', text: `---\npeople:\n${within}\n---\n` })
  const people = 'what' in matter ? undefined : matter.fields.get('people')
  if (typeof people !== 'object' || people === null) return {}
  return Object.fromEntries(Object.entries(people).flatMap(([key, person]) => rowOf(key, person)))
}

function rowOf(key: string, person: unknown): [string, Author][] {
  if (typeof person !== 'object' || person === null) return []
  const fields = new Map<string, unknown>(Object.entries(person))
  const textAt = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const webAt = (name: string) => {
    const value = textAt(name)
    return value !== undefined && /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined
  }
  const id = textAt('id') ?? key
  const author = {
    name: textAt('name') ?? id,
    url: webAt('url') ?? webAt('website'),
    email: textAt('email'),
    avatar: webAt('image_url') ?? webAt('imageURL') ?? webAt('avatar'),
  }
  return [[id, defined(author)]]
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
