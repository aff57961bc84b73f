import { toMend } from '../base/problem.ts'
import { withSite } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { annotate, brokenPosts, describePosts, describeProblems, formatProblems } from './report.ts'
import { printJson, withProgress } from './terminal.ts'

/** Reports every problem and note; 1 if there is a problem. */
export async function check(options: CommonOptions): Promise<number> {
  const summary = await withProgress((onProgress) =>
    withSite({ ...options, onProgress }, LOCAL_URL, async ({ read }) => (await read()).summary),
  )
  const { documents: _, ...counted } = summary
  const { problems } = summary
  annotate(problems, options.posts)
  if (options.json) printJson({ ...counted, broken: brokenPosts(problems) })
  else {
    if (problems.length > 0) console.log(formatProblems(problems, options.posts))
    console.log(`${describePosts(summary)}, ${describeProblems(problems)}.`)
  }
  return toMend(problems).length === 0 ? 0 : 1
}
