import { toMend } from '../base/problem.ts'
import { hintOnEmptiness } from './advice.ts'
import { annotate } from './annotations.ts'
import { brokenPosts, describePosts, describeProblems } from './counts.ts'
import { type OpenOptions, openSite, type Told } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { formatProblems } from './report.ts'
import { printJson } from './terminal.ts'

/** Reports every problem and note; 1 if there is a problem. */
export async function check(options: CommonOptions): Promise<number> {
  const told = await withProgress((onProgress) => readSite({ ...options, onProgress }))
  const { posts, feeds, documents: _, problems, ...scheduled } = told
  annotate(problems, options.posts)
  const hint = hintOnEmptiness(posts, options.posts)
  if (options.json) printJson({ posts, ...scheduled, broken: brokenPosts(problems), feeds, problems })
  else {
    if (problems.length > 0) console.log(formatProblems(problems, options.posts))
    console.log(`${describePosts({ posts, ...scheduled })}, ${describeProblems(problems)}.`)
  }
  if (hint !== undefined) console.error(hint)
  return toMend(problems).length === 0 ? 0 : 1
}

async function readSite(options: OpenOptions): Promise<Told> {
  const opened = await openSite(options, LOCAL_URL)
  try {
    return (await opened.read()).told
  } finally {
    opened.close()
  }
}
