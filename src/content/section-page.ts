/** Hugo's and Zola's page of a folder is not a post; a setting in it that would hold back the folder is reported. */

import { baseOf } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import type { Problem, Source } from '../model.ts'
import { intentOf, type SettingPath } from './drafts.ts'
import { readFrontMatter } from './frontmatter.ts'

export function sectionProblems(source: Source): Problem[] {
  const matter = 'unreadable' in source ? undefined : readFrontMatter(source)
  if (matter === undefined || 'what' in matter) return []
  // headers in the body concern the page only
  const intent = intentOf('', matter.fields, '')
  const setting = settingOf(intent)
  if (setting === undefined) return []
  return [
    {
      severity: 'warning',
      path: source.path,
      ...matter.placeOfValue(setting),
      what: `${quote(setting.join('.'))} is a setting for a whole folder, and does not apply to its posts here.`,
      why: 'The posts in the folder are published.',
      fix: `To hold them back, write in feed.config.ts: defaults: { '${baseOf(source.path)}**': { draft: true } }.`,
    },
  ]
}

function settingOf(intent: ReturnType<typeof intentOf>): SettingPath | undefined {
  if (intent === 'draft') return ['draft']
  if (typeof intent !== 'object') return undefined
  if ('unclear' in intent) return intent.unclear
  return 'held' in intent ? intent.held : undefined
}
