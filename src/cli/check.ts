import { keepNurserySmall } from '../adapters/heap.ts'
import { toMend } from '../problem.ts'
import { hintOnEmptiness } from './advice.ts'
import { annotate } from './annotations.ts'
import { compileFolder } from './compilation.ts'
import { brokenPosts, describePosts, describeProblems } from './counts.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { formatProblems } from './report.ts'
import { scheduledAt } from './scheduled.ts'
import { printJson } from './terminal.ts'

/** Reports every problem and note; 1 if there is a problem. */
export async function check(options: CommonOptions): Promise<number> {
  keepNurserySmall()
  const { compilation, problems, now, finish } = await withProgress((onProgress) =>
    compileFolder(options, LOCAL_URL, onProgress),
  )
  await finish()
  annotate(problems, options.posts)
  const { posts, manifest } = compilation
  const scheduled = scheduledAt(compilation, now)
  const hint = hintOnEmptiness(posts, options.posts)
  if (options.json)
    printJson({ posts, ...scheduled, broken: brokenPosts(problems), feeds: manifest.feeds.length, problems })
  else {
    if (problems.length > 0) console.log(formatProblems(problems, options.posts))
    console.log(`${describePosts({ posts, ...scheduled })}, ${describeProblems(problems)}.`)
  }
  if (hint !== undefined) console.error(hint)
  return toMend(problems).length === 0 ? 0 : 1
}
