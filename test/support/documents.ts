/** Documents of a compilation as a client would get them. */

import type { Instant } from '../../src/model.ts'
import { cut } from '../../src/snapshot/bytes.ts'
import { visible } from '../../src/snapshot/visibility.ts'
import type { Compilation } from './compiler.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws where there is no such document at that instant */
export function text(compilation: Pick<Compilation, 'document'>, path: string, now: Instant): string {
  const found = textIfThere(compilation, path, now)
  if (found === undefined) throw new Error(`There is no document ${path}.`)
  return found
}

export function textIfThere(
  compilation: Pick<Compilation, 'document'>,
  path: string,
  now: Instant,
): string | undefined {
  const document = compilation.document(path)
  const edition = document && visible(document.index, now)?.edition
  return document && edition && decoder.decode(cut(document.index, document.bytes(), edition, edition.runs))
}
