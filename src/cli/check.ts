import { keepNurserySmall } from '../adapters/heap.ts'
import { annotate } from './annotations.ts'
import { compileFolder } from './compilation.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { count, formatProblems } from './report.ts'
import { printJson } from './terminal.ts'

/** Reports every problem; 1 if there is any. */
export async function check(options: CommonOptions): Promise<number> {
  keepNurserySmall()
  const { compilation, problems, finish } = await withProgress((onProgress) =>
    compileFolder(options, LOCAL_URL, onProgress),
  )
  await finish()
  annotate(problems, options.posts)
  const { posts, manifest } = compilation
  if (options.json) printJson({ posts, feeds: manifest.feeds.length, problems })
  else {
    if (problems.length > 0) console.log(formatProblems(problems, options.posts))
    console.log(`${count(posts, 'post')}, ${count(problems.length, 'problem')}.`)
  }
  return problems.length === 0 ? 0 : 1
}
