import { type CommonOptions, compileFolder } from './compilation.ts'
import { count, formatProblems } from './report.ts'

export interface CheckOptions extends CommonOptions {
  readonly json?: boolean
}

/** Reports every problem; 1 if there is any. */
export async function check(options: CheckOptions): Promise<number> {
  const { compilation, problems } = await compileFolder(options, 'http://localhost:3000')
  if (options.json) console.log(JSON.stringify({ posts: compilation.posts, problems }, null, 2))
  else if (problems.length > 0) console.log(formatProblems(problems, options.posts))
  if (!options.json) console.log(`${count(compilation.posts, 'post')}, ${count(problems.length, 'problem')}.`)
  return problems.length === 0 ? 0 : 1
}
