/** What a row of the ledger is made of: who a post is, and by what it is known. */
import type { Features, Row } from './ledger.ts'

/** What stays of a row, however the post changes. */
export type Naming = Pick<Row, 'id' | 'iri' | 'adopted'> & { readonly name: string | undefined }

export function toRow({ id, iri, adopted, name }: Naming, features: Features): Row {
  // those alone: they may be a row's
  const { path, date, slug, text, sketch } = features
  return {
    ...{ path, date, slug, text, sketch },
    id,
    ...(name === undefined || name === id ? {} : { name }),
    ...(iri === undefined ? {} : { iri }),
    ...(adopted === undefined ? {} : { adopted }),
  }
}
