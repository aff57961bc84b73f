/**
 * Moves public blogs in: builds each with dropfeed, and compares its posts and addresses with those of its own system.
 * The method is in README.md.
 *
 *   node bench/moving.ts --blogs DIR [--only owner/name,…] [--examples 5] [--list]
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatProblem } from '../src/base/problem.ts'
import { kindsOf } from '../src/cli/report.ts'
import { BLOGS, type Blog } from './moving/blogs.ts'
import { type Built, buildBlog, readSources } from './moving/built.ts'

const { values } = parseArgs({
  options: {
    blogs: { type: 'string' },
    only: { type: 'string' },
    examples: { type: 'string', default: '5' },
    list: { type: 'boolean', default: false },
  },
})
const examples = Number(values.examples)

/** A blog here beside itself in its own system. */
interface Moved extends Built {
  readonly blog: Blog
  readonly sources: number
  /** As in `addresses`, by the judge. */
  readonly old: ReadonlyMap<string, string>
}

async function move(blog: Blog, checkouts: string): Promise<Moved> {
  const work = mkdtempSync(join(tmpdir(), 'dropfeed-moving-'))
  try {
    const checkout = join(checkouts, blog.name)
    const sources = readSources(join(checkout, blog.folder))
    const judged = join(work, 'judge')
    mkdirSync(judged)
    const built = await buildBlog(blog, checkout, work)
    return { ...built, blog, sources: sources.length, old: blog.judge(sources, judged) }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function missing({ old, addresses }: Moved): string[] {
  return [...old.keys()].filter((path) => !addresses.has(path))
}

function moved({ old, addresses }: Moved): string[] {
  return [...old].flatMap(([path, address]) => {
    const ours = addresses.get(path)
    return ours === undefined || plain(ours) === plain(address) ? [] : [`${path}: ${address} is ${ours} here`]
  })
}

function plain(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address
  }
}

const HEAD = [
  'blog',
  'system',
  'files',
  'published there',
  'of these here',
  'at the same address',
  'only here',
  'errors',
  'warnings',
  'notes',
  'seconds',
]

function row(one: Moved): string[] {
  const { blog, sources, old, addresses, problems, time } = one
  const here = old.size - missing(one).length
  const severities = (['error', 'warning', 'note'] as const).map(
    (severity) => problems.filter((problem) => problem.severity === severity).length,
  )
  const only = [...addresses.keys()].filter((path) => !old.has(path)).length
  const numbers = [sources, old.size, here, here - moved(one).length, only, ...severities]
  return [blog.name, blog.system, ...numbers.map(String), (time / 1000).toFixed(1)]
}

/** Everything that differs, by kind. */
function describe(one: Moved): string {
  const lost = new Set(missing(one))
  const silent = [...lost].filter((path) => !one.problems.some((problem) => problem.path === path))
  const groups = kindsOf(one.problems).map((kind) => {
    const out = new Set(kind.map(({ path }) => path).filter((path) => lost.has(path)))
    return [`${kind.length} problems (left out: ${out.size})`, ...shown(kind.map(formatProblem))].join('\n')
  })
  const only = [...one.addresses.keys()].filter((path) => !one.old.has(path))
  return [
    `## ${one.blog.name} (${one.blog.system})`,
    section('Other addresses', moved(one)),
    section('Left out without a word', silent),
    section('Published only here', only),
    ...groups,
  ]
    .filter(Boolean)
    .join('\n')
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${title}: ${lines.length}`, ...shown(lines)].join('\n')
}

function shown(lines: readonly string[]): string[] {
  return lines.slice(0, examples).map((line) => `    ${line}`)
}

if (values.list) {
  for (const { name, system, folder, config } of BLOGS)
    console.log([name, system, folder, config.links].join('\t'))
} else if (values.blogs === undefined) {
  console.error('Name the folder of the checkouts: --blogs DIR, with DIR/owner/name for each (see --list).')
  process.exitCode = 2
} else {
  const rows: string[][] = [HEAD, HEAD.map(() => '---')]
  const only = values.only?.split(',')
  for (const blog of BLOGS.filter(({ name }) => only === undefined || only.includes(name))) {
    if (!existsSync(join(values.blogs, blog.name))) continue
    const one = await move(blog, values.blogs)
    console.log(`${describe(one)}\n`)
    rows.push(row(one))
  }
  console.log(rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
}
