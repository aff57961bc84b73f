/**
 * The `written` table: where a build has put the bytes of posts while it is at work. Each post is written once by the
 * worker that composes it, and read again for its page and for every feed that shows it.
 */

import { eachFormat } from '../base/paths.ts'
import type { Written } from '../feeds/documents.ts'
import { cutFormats, formatNamed } from '../feeds/formats/index.ts'
import { prefixesIn } from '../feeds/formats/xml.ts'
import type { Entry } from '../model.ts'
import { type Context, first, type Scratch } from './database.ts'

/** A post as documents and pages show it. */
export interface WrittenPost extends Written {
  /** As its page shows it: an item of a JSON Feed, always with its whole text. */
  readonly item: Uint8Array
  readonly imageAlt: string | undefined
}

/** A row of the table. */
interface Place extends Pick<WrittenPost, 'slices' | 'imageAlt'> {
  readonly start: number
  /** In bytes, of the item where it is not the slice of the JSON Feed. */
  readonly own: number
}

const encoder = new TextEncoder()

export function writeEntry(entry: Entry, { site, hash }: Context): WrittenPost {
  const texts = eachFormat((name) => formatNamed[name].entry(entry, site))
  const bytes = eachFormat((name) => encoder.encode(texts[name]))
  const whole = () => encoder.encode(formatNamed.json.entry({ ...entry, content: 'full' }, site))
  return {
    bytes,
    slices: eachFormat((name) => ({
      hash: hash(bytes[name]),
      length: bytes[name].length,
      prefixes: prefixesIn(texts[name]),
    })),
    item: entry.content === 'full' ? bytes.json : whole(),
    imageAlt: entry.image?.alt,
  }
}

/** Puts the bytes of a post aside; returns its row. */
export function putAside({ bytes, item, slices, imageAlt }: WrittenPost, scratch: Scratch): string {
  const own = item === bytes.json ? [] : [item]
  const start = scratch.append([...Object.values(eachFormat((name) => bytes[name])), ...own])
  const place: Place = { slices, imageAlt, start, own: own.length === 0 ? 0 : item.length }
  return JSON.stringify(place)
}

/** A post that was put aside; undefined of any other one. */
export function writtenPost({ db, scratch }: Context, path: string): WrittenPost | undefined {
  if (scratch === undefined) return undefined
  const row = first<{ place: string }>(db, 'select place from written where path = ?', path)
  if (row === undefined) return undefined
  const { start, own, slices, imageAlt }: Place = JSON.parse(row.place)
  const lengths = eachFormat((name) => slices[name].length)
  const length = Object.values(lengths).reduce((total, each) => total + each, 0)
  const all = scratch.read(start, length + own)
  const bytes = cutFormats(all, lengths)
  return { slices, imageAlt, bytes, item: own === 0 ? bytes.json : all.subarray(length) }
}
