/** Builds the contract's snapshot once, before the Workers runtime opens it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { encodeSnapshot } from '../../src/build/encoded-snapshot.ts'
import { SiteAt } from '../../src/site/site.ts'
import { buildFolder, readFolderAt } from './built-folder.ts'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_POSTS, contractSite } from './contract-site.ts'

/** Before the newest post of the fixtures, and before the one that has expired since. */
const EARLIER = Date.UTC(2026, 5, 5)

export default async function setup(project: TestProject): Promise<void> {
  const folder = { posts: CONTRACT_POSTS, site: contractSite() }
  await buildFolder({ ...folder, now: CONTRACT_NOW }, CONTRACT_OUT)
  await encodeSnapshot(CONTRACT_OUT, CONTRACT_NOW)
  const earlier = new SiteAt(await readFolderAt({ ...folder, now: EARLIER }), EARLIER)
  const documents = earlier.bases.flatMap((base) => earlier.formats(base)).map(({ index }) => index)
  const tags = documents.flatMap(({ path, editions: [first] }) => (first ? [[path, first.etag]] : []))
  project.provide('earlierTags', Object.fromEntries(tags))
  const files = readdirSync(CONTRACT_POSTS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const contents = files.map((file) => [
    file.slice(CONTRACT_POSTS.length + 1),
    readFileSync(file).toString('base64'),
  ])
  project.provide('contractFiles', Object.fromEntries(contents))
}
