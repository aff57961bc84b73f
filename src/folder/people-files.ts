/** Where a folder may have a file of authors, as Docusaurus and Gatsby keep it. */
import { join } from 'node:path'

/** The first that is there is read. */
const NAMES = ['authors.yml', 'authors.yaml', 'author.yml', 'author.yaml']

export function peopleFiles(folder: string): string[] {
  return NAMES.map((name) => join(folder, name))
}
