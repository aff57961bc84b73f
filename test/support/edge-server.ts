/** A build in workerd, behind a real connection, as wrangler.toml configures it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestHarness } from 'wrangler'

export interface EdgeServer {
  readonly origin: string
  close(): Promise<void>
}

/** `snapshot`: the folder of that name in a build. */
export async function startEdge(snapshot: string): Promise<EdgeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-edge-'))
  const configPath = join(folder, 'wrangler.toml')
  await writeFile(configPath, configuration(snapshot))
  const harness = createTestHarness({ root: process.cwd(), workers: [{ configPath }] })
  const { url } = await harness.listen()
  return {
    origin: url.origin,
    async close() {
      await harness.close()
      await rm(folder, { recursive: true })
    },
  }
}

function configuration(snapshot: string): string {
  const main = JSON.stringify(join(process.cwd(), 'src/edge/worker.ts'))
  return `name = "edge"\nmain = ${main}\ncompatibility_date = "2026-08-03"\nsend_metrics = false\n
[assets]\ndirectory = ${JSON.stringify(snapshot)}\nbinding = "ASSETS"\nrun_worker_first = true\nhtml_handling = "none"\n`
}
