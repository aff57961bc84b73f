/** What is to be said of a folder or a build besides the problems of its posts. */
import type { LoadedConfig } from '../config/load.ts'
import { hasMorePosts } from '../folder/listing.ts'
import type { Problem } from '../model.ts'
import { annotate } from './annotations.ts'
import { LOCAL_URL } from './options.ts'
import { formatProblems } from './report.ts'

/**
 * No problem, for whoever only looks at posts has none, and `check` says so. But whoever publishes what is built without
 * an address should know it beforehand.
 */
export function adviceOnAddress({ name, keys }: LoadedConfig): readonly Problem[] {
  return keys.has('url') ? [] : [withoutAddress(name)]
}

function withoutAddress(path: string): Problem {
  return {
    severity: 'warning',
    path,
    what: `There is no "url", so all addresses in this build begin with ${LOCAL_URL}.`,
    why: 'They work on this machine alone, and the ids of posts change when you set it: subscribers would see posts again.',
    fix: "Before you publish, write url: 'https://blog.example'.",
  }
}

/** Of a folder without a single post; undefined where there are any, published or not. */
export function hintOnEmptiness(posts: number, folder: string): string | undefined {
  if (posts > 0 || hasMorePosts(folder, 0)) return undefined
  return `No posts in "${folder}" (files that end in .md): is this the right folder?`
}

/** To standard error, where nothing is mixed with JSON. */
export function tellAdvice(advice: readonly Problem[]): void {
  if (advice.length > 0) console.error(formatProblems(advice, '', process.stderr))
  annotate(advice, '')
}
