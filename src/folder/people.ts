/** Authors that Docusaurus and Gatsby keep in a file beside the posts: `authors.yml`. */
import { basename } from 'node:path'
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { email } from '../base/schema.ts'
import { cleanLine } from '../base/text.ts'
import { readFrontMatter } from '../content/frontmatter.ts'
import { isTable, text, webAddress } from '../content/values.ts'
import { readPlainFile } from '../disk/plain-file.ts'
import type { Author, Site } from '../model.ts'
import { peopleFiles } from './people-files.ts'

/** In bytes: some thousand authors. */
const MAX_SIZE = 1024 * 1024

/** A site with the authors of the folder; those of the configuration go first. */
export function withPeople(site: Site, folder: string): Site {
  const found = peopleFiles(folder)
    .map((file) => textOf(folder, basename(file)))
    .find((text) => text !== undefined)
  return found === undefined ? site : { ...site, authors: { ...peopleIn(found), ...site.authors } }
}

/** A table by key, or a list of people with an `id`; what is no person is left out. */
export function peopleIn(text: string): Record<string, Author> {
  const within = text.replaceAll(/^/gm, '  ')
  const matter = readFrontMatter({ path: '', text: `---\npeople:\n${within}\n---\n` })
  const people = 'what' in matter ? undefined : matter.fields.get('people')
  if (typeof people !== 'object' || people === null) return {}
  return Object.fromEntries(Object.entries(people).flatMap(([key, person]) => rowOf(key, person)))
}

/** A value that does not fit counts as missing. */
function lenient<T extends v.GenericSchema>(schema: T) {
  return v.fallback(v.optional(schema), undefined)
}

const row = v.object({
  id: lenient(text),
  name: lenient(text),
  url: lenient(webAddress),
  website: lenient(webAddress),
  email: lenient(email),
  image_url: lenient(webAddress),
  imageURL: lenient(webAddress),
  avatar: lenient(webAddress),
})

function rowOf(key: string, person: unknown): [string, Author][] {
  if (!isTable(person)) return []
  const { id = cleanLine(key), name = id, ...rest } = v.parse(row, person)
  const url = rest.url ?? rest.website
  const avatar = rest.image_url ?? rest.imageURL ?? rest.avatar
  return [[id, defined({ name, url, email: rest.email, avatar })]]
}

/** Undefined where there is no plain file, or a larger one. */
function textOf(folder: string, name: string): string | undefined {
  try {
    return new TextDecoder().decode(readPlainFile(folder, name, MAX_SIZE).bytes)
  } catch {
    return undefined
  }
}
