/** What a build made, as people and machines read it. */
import type { FeedChanges } from '../build/build.ts'
import type { Problem } from '../model.ts'
import { hintOnEmptiness } from './advice.ts'
import { brokenPosts, describePosts, describeProblems } from './counts.ts'
import { describeChanges } from './feed-changes.ts'
import type { Told } from './opened-site.ts'
import type { BuildOptions } from './options.ts'
import { count, formatProblems } from './report.ts'
import { stopping } from './strict.ts'
import { paint, printJson } from './terminal.ts'

export interface Outcome {
  readonly told: Told
  readonly isRefused: boolean
  /** Absent where there was no build before. */
  readonly changes?: FeedChanges | undefined
  /** The build before had posts, and this one has none. */
  readonly isEmptied: boolean
}

interface Advised extends Outcome {
  /** What is to be said of the configuration. */
  readonly advice: readonly Problem[]
}

export function tellBuild(outcome: Advised, options: BuildOptions, seconds: number): void {
  const { told, isRefused, isEmptied } = outcome
  if (options.json) tellMachine(outcome, options, seconds)
  else tellPeople(outcome, options, seconds)
  const hint = hintOnEmptiness(told.posts, options.posts)
  if (hint === undefined || isRefused) return
  console.error(isEmptied ? `${hint} The build before had posts, and this one has taken its place.` : hint)
}

function tellMachine(
  { told, isRefused, changes, advice }: Advised,
  { out }: BuildOptions,
  seconds: number,
): void {
  const broken = brokenPosts(told.problems)
  const rounded = Number(seconds.toFixed(3))
  printJson({ written: !isRefused, out, ...told, broken, advice, changes, seconds: rounded })
}

function tellPeople({ told, isRefused, changes }: Outcome, options: BuildOptions, seconds: number): void {
  const { feeds, documents, problems } = told
  if (problems.length > 0) console.error(formatProblems(problems, options.posts, process.stderr))
  if (isRefused) {
    const { length } = stopping(options.strict ?? false, problems)
    console.error(`Nothing was written: ${count(length, options.strict === 'errors' ? 'error' : 'problem')}.`)
    return
  }
  const parts = [
    `Built ${describePosts(told)} into ${count(feeds, 'feed')} (${count(documents, 'document')}) in ${options.out}`,
    describeChanges(changes),
    problems.length === 0 ? '' : paint('yellow', describeProblems(problems)),
  ]
  console.log(`${parts.filter(Boolean).join('; ')}; ${seconds.toFixed(1)} s.`)
}
