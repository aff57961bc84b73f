/** Audio files that a parser without limits reads for minutes. */
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DropCase } from '../case.ts'

const MB = 1024 * 1024

const ones = (length: number) => new Uint8Array(length).fill(0xff)

/** Four million bytes of empty chunks. */
function chunks(): Uint8Array {
  const file = Buffer.alloc(4 * MB)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVE', 8)
  for (let at = 12; at + 8 <= file.length; at += 8) file.write('junk', at)
  return file
}

/** A chunk that claims to hold almost all of the four gigabytes that the file claims to have. */
function giantChunk(): Uint8Array {
  const file = Buffer.alloc(64)
  file.write('RIFF', 0)
  file.writeUInt32LE(0xff_ff_ff_f0, 4)
  file.write('WAVELIST', 8)
  file.writeUInt32LE(0xff_ff_ff_00, 16)
  file.write('INFOINAM', 20)
  file.writeUInt32LE(0xff_ff_fe_00, 28)
  return file
}

const uses = (name: string) => `---\ntitle: Episode\ndate: 2026-01-02\nenclosures: ${name}\n---\nListen.\n`

const unknown = (name: string) => new RegExp(`"[^"]*${name}" does not say how long it plays`)

export const cases: readonly DropCase[] = [
  {
    name: 'media: 1 MB of 0xFF as .aac',
    posts: { 'a.aac': ones(MB), 'a.md': uses('a.aac') },
    reported: unknown('a.aac'),
  },
  {
    name: 'media: 3 MB of 0xFF as .mp3',
    posts: { 'b.mp3': ones(3 * MB), 'b.md': uses('b.mp3') },
    reported: unknown('b.mp3'),
  },
  {
    name: 'media: 3 MB of 0xFF as .mp3 that no post uses',
    posts: { 'unused.mp3': ones(3 * MB) },
  },
  {
    name: 'media: a sparse .mp3 of 1 GB',
    posts: { 'c.md': uses('c.mp3') },
    prepare: async (folder) => {
      await writeFile(join(folder, 'c.mp3'), '')
      await truncate(join(folder, 'c.mp3'), 1024 * MB)
    },
    reported: unknown('c.mp3'),
  },
  {
    name: 'media: a .wav of half a million chunks',
    posts: { 'd.wav': chunks(), 'd.md': uses('d.wav') },
    reported: unknown('d.wav'),
  },
  {
    name: 'media: a sparse .wav of 4 GB with a chunk of 4 GB',
    posts: { 'e.md': uses('e.wav') },
    prepare: async (folder) => {
      await writeFile(join(folder, 'e.wav'), giantChunk())
      await truncate(join(folder, 'e.wav'), 0xff_ff_ff_f8)
    },
    reported: unknown('e.wav'),
  },
]
