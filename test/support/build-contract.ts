/** Builds the contract's snapshot once, before the Workers runtime opens it. */
import { encodeSnapshot } from '../../src/adapters/encoded.ts'
import { readFolder } from '../../src/adapters/files.ts'
import { hash } from '../../src/adapters/hash.ts'
import { writeBuild } from '../../src/adapters/output.ts'
import { createCompiler } from '../../src/compile.ts'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_POSTS, contractSite } from './contract-site.ts'

export default async function setup(): Promise<void> {
  const { sources, files } = await readFolder(CONTRACT_POSTS)
  const compilation = createCompiler(contractSite(), hash).compile(
    { sources: sources.values(), files },
    CONTRACT_NOW,
  )
  await writeBuild(compilation, CONTRACT_POSTS, CONTRACT_OUT, CONTRACT_NOW)
  await encodeSnapshot(CONTRACT_OUT, CONTRACT_NOW)
}
