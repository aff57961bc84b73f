/**
 * The `written` table: where a build has put the bytes of posts while it is at work. Each post is written once by the
 * worker that composes it, and read again for its page and for every feed that shows it.
 */

import { eachFormat } from '../base/paths.ts'
import type { Slice } from '../feeds/documents.ts'
import { cutFormats, formatNamed } from '../feeds/formats/index.ts'
import type { Entry, FormatName, Shown } from '../model.ts'
import type { Context, Scratch } from './context.ts'
import { type Database, first } from './database.ts'

/** A post as documents and pages show it. */
export interface Written {
  readonly shown: Shown
  readonly bytes: Readonly<Record<FormatName, Uint8Array>>
  readonly slices: Readonly<Record<FormatName, Slice>>
  /** As its page shows it: an item of a JSON Feed, always with its whole text. */
  readonly item: Uint8Array
  /** What its image shows. */
  readonly imageAlt?: string
}

/** A row of the table: a {@link Written} without its bytes. */
interface Place extends Pick<Written, 'shown' | 'slices' | 'imageAlt'> {
  readonly start: number
  /** In bytes, of the item where it is not the slice of the JSON Feed. */
  readonly item?: number
}

const encoder = new TextEncoder()

export function writeEntry(entry: Entry, { site, hash }: Context): Written {
  const bytes = eachFormat((name) => encoder.encode(formatNamed[name].entry(entry, site)))
  const { content, authors, language, image, enclosures, podcast, license } = entry
  return {
    bytes,
    slices: eachFormat((name) => ({ hash: hash(bytes[name]), length: bytes[name].length })),
    item:
      content === 'full'
        ? bytes.json
        : encoder.encode(formatNamed.json.entry({ ...entry, content: 'full' }, site)),
    shown: {
      ...{ content, authors, enclosures },
      ...(language === undefined ? {} : { language }),
      ...(image === undefined ? {} : { image }),
      ...(podcast === undefined ? {} : { podcast }),
      ...(license === undefined ? {} : { license }),
    },
    ...(image?.alt === undefined ? {} : { imageAlt: image.alt }),
  }
}

/** Forgets what an earlier process has put aside. */
export function forgetWritten(db: Database): void {
  db.run('delete from written')
}

/** Puts the bytes of a post aside; returns its row. */
export function putAside({ bytes, item, ...rest }: Written, scratch: Scratch): string {
  const isOwn = item !== bytes.json
  const start = scratch.append([
    ...Object.values(eachFormat((name) => bytes[name])),
    ...(isOwn ? [item] : []),
  ])
  const place: Place = { ...rest, start, ...(isOwn ? { item: item.length } : {}) }
  return JSON.stringify(place)
}

/** A post that was put aside; undefined of any other one. */
export function writtenPost({ db, scratch }: Context, path: string): Written | undefined {
  if (scratch === undefined) return undefined
  const row = first<{ place: string }>(db, 'select place from written where path = ?', path)
  if (row === undefined) return undefined
  const { start, item: own = 0, ...rest }: Place = JSON.parse(row.place)
  const lengths = eachFormat((name) => rest.slices[name].length)
  const length = Object.values(lengths).reduce((total, each) => total + each, 0)
  const all = scratch.read(start, length + own)
  const bytes = cutFormats(all, lengths)
  return { ...rest, bytes, item: own === 0 ? bytes.json : all.subarray(length) }
}
