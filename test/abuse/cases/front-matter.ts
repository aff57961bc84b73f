/** Front matter that once took seconds to read: each post repeats one sign, up to the limit on front matter. */
import type { DropCase } from '../case.ts'

const LENGTH = 31 * 1024
/** Posts of each case: their times add up. */
const POSTS = 10

const repeated = (sign: string) => sign.repeat(LENGTH / sign.length)

const MATTERS = {
  'spaces in a list': `---\ndate: 2026-01-02\ntags: [${repeated(' ')}]\n---\n`,
  'line separators': `---\ndate: 2026-01-02\ntitle: a${repeated('\u2028')}\n---\n`,
  'brackets in TOML': `+++\n${repeated('[')}\n+++\n`,
  'escaped quotation marks in JSON': `{"date":${repeated('\\"')}}\n`,
  'braces in YAML': `---\ndate: 2026-01-02\n${repeated('{}')}\n---\n`,
}

export const cases: readonly DropCase[] = Object.entries(MATTERS).map(([name, matter]) => ({
  name: `front matter: ${name}`,
  posts: Object.fromEntries(
    Array.from({ length: POSTS }, (_, n) => [`matter${n}.md`, `${matter}Text ${n}.\n`]),
  ),
}))
