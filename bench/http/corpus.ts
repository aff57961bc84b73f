/** A folder of posts whose RSS document has some 230 kB, and what dropfeed makes of it. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { postOf, TAGS, writePictures } from '../build/corpus.ts'

const run = promisify(execFile)

/** In the feed; each is some 5.7 kB there. */
export const POSTS = 40
/** More than are written here, so that each has three tags. */
const CORPUS = { posts: 1000, seed: 1, tags: TAGS }

export async function writePosts(folder: string, posts = POSTS): Promise<void> {
  writePictures(folder, CORPUS.seed)
  for (let index = 0; index < posts; index++) await writePost(folder, index)
}

export async function writePost(folder: string, index: number): Promise<void> {
  await writeFile(join(folder, `post-${index}.md`), postOf(index, CORPUS))
}

/** Writes `OUT/site` and `OUT/snapshot`, with the bodies that are compressed at deployment. */
export async function buildForEdge(posts: string, out: string): Promise<void> {
  const args = ['src/cli/bin.js', 'build', '--posts', posts, '--out', out]
  await run(process.execPath, args)
  const { encodeSnapshot } = await import('../../src/build/encoded-snapshot.ts')
  await encodeSnapshot(out, Date.now())
}
