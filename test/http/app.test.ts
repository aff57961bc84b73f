import { readFolder } from '../../src/adapters/folder/files.ts'
import { openMediaFile } from '../../src/adapters/folder/media-file.ts'
import { hash } from '../../src/adapters/hash.ts'
import { compression } from '../../src/adapters/server/compression.ts'
import { MemoryStore } from '../../src/adapters/stores/memory.ts'
import { createApp } from '../../src/http/app.ts'
import { fetching } from '../contract/runtime.ts'
import { contract } from '../contract.ts'
import { createCompiler } from '../support/compiler.ts'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../support/contract-site.ts'
import { snapshotInMemory } from '../support/snapshot.ts'

const { sources, files } = await readFolder(CONTRACT_POSTS)
const compilation = createCompiler(contractSite(), hash).compile(
  { sources: sources.values(), files },
  CONTRACT_NOW,
)
const snapshot = snapshotInMemory(compilation, (path) => openMediaFile(CONTRACT_POSTS, path))
const app = createApp({ store: new MemoryStore(snapshot), clock: () => CONTRACT_NOW, ...compression() })

contract({
  name: 'app',
  ask: fetching((path, init) => app.request(`https://feeds.example${path}`, init)),
  isRaw: true,
})
