/** Documents of a compilation as a client would get them. */
import type { Compilation } from '../../src/compile.ts'
import type { Instant } from '../../src/model.ts'
import { visible } from '../../src/snapshot.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws where there is no such document at that instant */
export function text(compilation: Compilation, path: string, now: Instant): string {
  const document = compilation.documents.find((candidate) => candidate.path === path)
  const view = document === undefined ? undefined : visible(document, now)
  if (view === undefined) throw new Error(`There is no document ${path}.`)
  return decoder.decode(view.body)
}
