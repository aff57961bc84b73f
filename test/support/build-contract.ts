/** Builds the contract's snapshot once, before the Workers runtime opens it. */
import type { TestProject } from 'vitest/node'
import { readFolder } from '../../src/adapters/folder/files.ts'
import { hash } from '../../src/adapters/hash.ts'
import { encodeSnapshot } from '../../src/adapters/output/encoded-snapshot.ts'
import { writeBuild } from '../../src/adapters/output.ts'
import { type Compilation, createCompiler } from '../../src/compile.ts'
import type { Instant } from '../../src/model.ts'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_POSTS, contractSite } from './contract-site.ts'

/** Before the newest post of the fixtures, and before the one that has expired since. */
const EARLIER = Date.UTC(2026, 5, 5)

export default async function setup(project: TestProject): Promise<void> {
  await writeBuild(await compileAt(CONTRACT_NOW), CONTRACT_POSTS, CONTRACT_OUT, CONTRACT_NOW)
  await encodeSnapshot(CONTRACT_OUT, CONTRACT_NOW)
  const { documents } = await compileAt(EARLIER)
  const tags = documents.flatMap(({ path, editions: [first] }) => (first ? [[path, first.etag]] : []))
  project.provide('earlierTags', Object.fromEntries(tags))
}

async function compileAt(now: Instant): Promise<Compilation> {
  const { sources, files } = await readFolder(CONTRACT_POSTS)
  return createCompiler(contractSite(), hash).compile({ sources: sources.values(), files }, now)
}
