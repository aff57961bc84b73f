/** Puts a new post into the posts folder. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { slugifyFileName } from '../base/slug.ts'
import { codeOf } from '../disk/error-code.ts'
import { listFolder } from './listing.ts'

/** Other names that are tried where one is taken, before something else must be wrong. */
const MAX_TRIES = 1000

/**
 * Writes `DATE-SLUG.md`, or with a number behind where that name or that slug is another post's: two posts of
 * one slug would ask for one address. Nothing is ever overwritten, not even by two that write at once.
 * @returns the path of the file
 */
export async function writePost(folder: string, date: string, slug: string, text: string): Promise<string> {
  const taken = new Set((await list(folder)).map(slugOf))
  for (let number = 1; number <= MAX_TRIES; number++) {
    const name = number === 1 ? slug : `${slug}-${number}`
    if (taken.has(name)) continue
    const path = join(folder, `${date}-${name}.md`)
    if (await create(path, text)) return path
  }
  throw new Error(`There are ${MAX_TRIES} posts called "${slug}" already. Choose another title.`)
}

/** What is in the folder, which is made if there is none. */
async function list(folder: string): Promise<string[]> {
  if (existsSync(folder)) return listFolder(folder)
  // another one may make it at this very moment
  await mkdir(folder).catch((failure) => {
    if (codeOf(failure) !== 'EEXIST') throw failure
  })
  return []
}

function slugOf(path: string): string {
  return slugifyFileName(parse(path).name.replace(/^\d{4}-\d{2}-\d{2}-/, ''))
}

/** Whether the file is new: `x` fails where there is one. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
