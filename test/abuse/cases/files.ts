/** Files that would take much memory, or never end, if they were read as they are. */
import { execFileSync } from 'node:child_process'
import { rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DropCase } from '../case.ts'

const MB = 1024 * 1024

async function writeSparse(file: string, megabytes: number): Promise<void> {
  await writeFile(file, '---\ntitle: Sparse\ndate: 2026-01-02\n---\n')
  await truncate(file, megabytes * MB)
}

/** Puts something else in the place of the ledger that the server has written. */
async function replaceLedger(folder: string, make: (path: string) => unknown): Promise<void> {
  const path = join(folder, '.identity.json')
  await rm(path, { force: true })
  await make(path)
}

export const cases: readonly DropCase[] = [
  {
    name: 'a sparse post of 1.9 GB',
    posts: {},
    prepare: (folder) => writeSparse(join(folder, 'giant.md'), 1900),
    reported: /giant\.md: error: The file has 1,900 MB, and 2 MB is the most/,
  },
  {
    name: 'six posts of 300 MB',
    posts: {},
    prepare: async (folder) => {
      for (let n = 0; n < 6; n++) await writeSparse(join(folder, `large${n}.md`), 300)
    },
    reported: /large5\.md: error: The file has 300 MB/,
  },
  {
    name: 'a FIFO as the ledger',
    alone: true,
    posts: {},
    prepare: (folder) => replaceLedger(folder, (path) => execFileSync('mkfifo', [path])),
    reported: /The ledger of ids is not a plain file/,
  },
  {
    name: 'a link to /dev/zero as the ledger',
    alone: true,
    posts: {},
    prepare: (folder) => replaceLedger(folder, (path) => symlink('/dev/zero', path)),
    reported: /The ledger of ids is a symbolic link/,
  },
  {
    name: 'a ledger of 1.9 GB',
    alone: true,
    posts: {},
    prepare: (folder) => replaceLedger(folder, (path) => writeSparse(path, 1900)),
    reported: /The ledger of ids has 1,900 MB, and 64 MB is the most/,
  },
]
