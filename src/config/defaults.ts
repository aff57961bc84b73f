/** Front matter that posts share, by globs of their paths. */
import { isGlob } from '../base/glob.ts'
import { quote } from '../base/problem.ts'
import type { Fault } from './addresses.ts'

/** Keys whose value no two posts can have, without signs between their words. */
const UNIQUE = new Set(['id', 'guid', 'slug', 'aliases', 'redirectfrom'])

/** Keys of a post's address; a template with variables such as `:slug` suits many posts. */
const ADDRESS = new Set(['permalink', 'url', 'path'])

/** Undefined where posts at a glob may share a value. */
export function defaultsFault(glob: string, value: unknown): Fault | undefined {
  if (!isGlob(glob)) return ['has no valid path', "Write it as 'notes/**'."]
  if (typeof value !== 'object' || value === null || !isData(value)) return undefined
  const unique = Object.entries(value).find(([name, own]) => isUnique(name, own))
  return (
    unique && [
      `has ${quote(unique[0])}, which no two posts can share`,
      'Write it in the front matter of each post, or a permalink as a template such as /notes/:slug/.',
    ]
  )
}

function isUnique(name: string, value: unknown): boolean {
  const key = name.replace(/[_-]/g, '').toLowerCase()
  return UNIQUE.has(key) || (ADDRESS.has(key) && typeof value === 'string' && !/:[a-z]/i.test(value))
}

/** Whether another thread can be handed a value: it has no functions and no circles. */
export function isData(value: unknown): boolean {
  try {
    structuredClone(value)
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
