import { toMend } from '../base/problem.ts'
import { hintOnEmptiness } from './advice.ts'
import { annotate } from './annotations.ts'
import { brokenPosts, describePosts, describeProblems } from './counts.ts'
import { type Summary, withSite } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { formatProblems } from './report.ts'
import { printJson } from './terminal.ts'

/** Reports every problem and note; 1 if there is a problem. */
export async function check(options: CommonOptions): Promise<number> {
  const summary = await summarize(options)
  const { documents: _, ...counted } = summary
  const { posts, problems } = summary
  annotate(problems, options.posts)
  if (options.json) printJson({ ...counted, broken: brokenPosts(problems) })
  else {
    if (problems.length > 0) console.log(formatProblems(problems, options.posts))
    console.log(`${describePosts(summary)}, ${describeProblems(problems)}.`)
  }
  const hint = await hintOnEmptiness(posts, options.posts)
  if (hint !== undefined) console.error(hint)
  return toMend(problems).length === 0 ? 0 : 1
}

function summarize(options: CommonOptions): Promise<Summary> {
  return withProgress((onProgress) =>
    withSite({ ...options, onProgress }, LOCAL_URL, async ({ read }) => (await read()).summary),
  )
}
