/**
 * Reads a folder and does nothing with it: the least that any build has to do.
 *
 *   node bench/build/read.ts POSTS
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder = ''] = process.argv.slice(2)
let characters = 0
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) characters += readFileSync(join(entry.parentPath, entry.name), 'utf8').length
}
console.log(characters)
