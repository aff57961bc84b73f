/** A PNG from a seed: noise of 48 × 36 pixels, some 5 kB. */
import { crc32, deflateSync } from 'node:zlib'
import { randomFrom } from './prose.ts'

const WIDTH = 48
const HEIGHT = 36
/** Red, green and blue. https://www.w3.org/TR/png-3/#11IHDR */
const TRUECOLOUR = 2

export function pictureOf(seed: number): Buffer {
  const random = randomFrom(seed)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, TRUECOLOUR], 8)
  // each row begins with its filter: 0, none
  const rows = Buffer.from(
    Array.from({ length: HEIGHT }, () => [
      0,
      ...Array.from({ length: WIDTH * 3 }, () => random() * 256),
    ]).flat(),
  )
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    // stored, so that no version of zlib makes other bytes
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
