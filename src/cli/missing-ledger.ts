/** A build in CI without the ledger: ids are made of dates and file names there, so a renamed post would get another. */
import { LEDGER_NAME } from '../ids/ledger-row.ts'
import type { Problem, Site } from '../model.ts'

/** Only for a site that has an address: an unpublished site has no ids to lose. */
export function missingLedger({ url }: Site): readonly Problem[] {
  const isInCi = Boolean(process.env.CI) && process.env.CI !== 'false'
  if (!isInCi || new URL(url).hostname === 'localhost') return []
  return [
    {
      severity: 'warning',
      path: LEDGER_NAME,
      what: 'There is no ledger of ids in this checkout.',
      why: 'A renamed post would get another id and another address, and subscribers would see it again.',
      fix: `Run "dropfeed build" where the posts are written, and commit ${LEDGER_NAME}. For a site that is published already, run "dropfeed adopt ${url}" first.`,
    },
  ]
}
