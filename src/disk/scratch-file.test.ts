import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { closeScratch, openScratch, ScratchFile } from './scratch-file.ts'

/** Appends letters, and reports where they are. */
const APPENDS = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { ScratchFile } = require(workerData.module)
  const file = new ScratchFile(workerData.place)
  const places = Array.from({ length: 500 }, () => file.append([Buffer.from('ab'), Buffer.from('c')]))
  parentPort.postMessage(places)
`

test('threads append to one file, each at places of its own, and nothing of it has a name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-scratch-'))
  const place = openScratch(join(folder, 'site.db'))
  try {
    expect(readdirSync(folder)).toEqual([])
    const module = join(import.meta.dirname, 'scratch-file.ts')
    const places = await Promise.all(
      [1, 2].map(async () => {
        const worker = new Worker(APPENDS, { eval: true, workerData: { module, place } })
        const message = Promise.withResolvers<number[]>()
        worker.once('message', message.resolve).once('error', message.reject)
        return message.promise
      }),
    )
    const all = places.flat()
    expect(new Set(all).size).toBe(1000)
    const file = new ScratchFile(place)
    for (const start of all) expect(Buffer.from(file.read(start, 3)).toString()).toBe('abc')
  } finally {
    closeScratch(place)
    rmSync(folder, { recursive: true })
  }
})
