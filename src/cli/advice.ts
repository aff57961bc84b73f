/** Warnings about the folder and the configuration, besides the problems of posts. */

import { quote } from '../base/problem.ts'
import type { LoadedConfig } from '../config/load.ts'
import { LEDGER_NAME } from '../ids/ledger-file.ts'
import type { Problem, Site } from '../model.ts'
import { hasWords } from '../pages/words.ts'
import { hasOwnHub } from '../push/addresses.ts'
import { LOCAL_URL } from './options.ts'

/** Advice for builds, which may be published; `check` has none, since a site without `url` works on its machine. */
export function adviceOnAddress({ name, keys }: LoadedConfig): readonly Problem[] {
  if (keys.has('url')) return []
  return [
    {
      severity: 'warning',
      path: name,
      what: `There is no "url", so all addresses in this build begin with ${LOCAL_URL}.`,
      why: 'They work on this machine alone, and the ids of posts change when you set it: subscribers would see posts again.',
      fix: "Before you publish, write url: 'https://blog.example'.",
    },
  ]
}

/** A build is only files, and files answer no requests. */
export function adviceOnHub({ name, siteAt }: LoadedConfig): readonly Problem[] {
  if (!hasOwnHub(siteAt(LOCAL_URL))) return []
  return [
    {
      severity: 'warning',
      path: name,
      what: `hub: 'self' does not work in a build, so its feeds do not announce it.`,
      why: 'A hub answers requests and keeps subscribers; a build is only files.',
      fix: 'Run "dropfeed serve" for a hub of your own, or name the address of a hub elsewhere.',
    },
  ]
}

/** The pages of a site in a language that nobody has translated them to. */
export function adviceOnWords({ language }: Site, path = 'feed.config.ts'): readonly Problem[] {
  if (hasWords(language)) return []
  return [
    {
      severity: 'note',
      path,
      what: `Pages have no words in ${quote(language)}, so words such as "Subscribe" are in English.`,
      fix: 'A translation is one file in src/pages/locales, and is welcome.',
    },
  ]
}

/**
 * A build in CI without the ledger: ids are made of dates and file names there, so a renamed post would get another. An
 * unpublished site has no ids to lose.
 */
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
