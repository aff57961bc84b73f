import { fetching } from '../../test/contract/runtime.ts'
import { contract } from '../../test/contract.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../../test/support/contract-site.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { hash } from '../disk/hash.ts'
import { readFolder } from '../folder/files.ts'
import { LedgerFile } from '../folder/ledger.ts'
import { openMediaFile } from '../folder/media-file.ts'
import { createApp } from './app.ts'
import { encode } from './compression.ts'

const { sources, files } = await readFolder(CONTRACT_POSTS)
const compilation = createCompiler(contractSite(), hash).compile(
  { sources: sources.values(), files, ledger: (await new LedgerFile(CONTRACT_POSTS).changed())?.rows ?? [] },
  CONTRACT_NOW,
)
const snapshot = snapshotInMemory(compilation, (path) => openMediaFile(CONTRACT_POSTS, path))
const app = createApp({ store: new MemoryStore(snapshot), clock: () => CONTRACT_NOW, encode })

contract({
  name: 'app',
  ask: fetching((path, init) => app.request(`https://feeds.example${path}`, init)),
  isRaw: true,
})
