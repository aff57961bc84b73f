/**
 * Builds of the same posts by Hugo, by a plain script and by dropfeed. The method is in README.md.
 *
 *   node bench/build.ts [--posts 1000,10000,100000] [--rounds 3] [--whole] [--broken]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathOf, postOf, TAGS, tagName, writeCorpus } from './build/corpus.ts'
import { writeHugoSite } from './build/hugo.ts'
import { type Run, run, succeed } from './build/measure.ts'
import { checkSame } from './build/same.ts'

const SEED = 20_260_131
/** One post in so many is broken in the corpus of broken posts. */
const BROKEN = 100
/** The plain script takes too long, and too much memory, for more. */
const MOST_FOR_SCRIPT = 10_000

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000,10000,100000' },
    rounds: { type: 'string', default: '3' },
    whole: { type: 'boolean', default: false },
    broken: { type: 'boolean', default: false },
  },
})
const sizes = values.posts.split(',').map(Number)
const rounds = Number(values.rounds)
const root = mkdtempSync(join(tmpdir(), 'dropfeed-bench-'))
const feeds = ['', ...Array.from({ length: TAGS }, (_, index) => join('tags', tagName(index)))]

/** `feeds` only, as the peers write them; `whole`: a page for every post and the archive, too. */
const CONFIG = `export default {
  title: 'Bench',
  url: 'https://blog.example',
  ${values.whole ? '' : "links: 'https://blog.example/:slug/',"}
  feeds: { folders: false, authors: false, languages: false, archive: ${values.whole} },
}\n`

class Bench {
  readonly posts: number
  readonly #corpus: string
  readonly #rows = new Map<string, Run[]>()

  constructor(posts: number) {
    this.posts = posts
    this.#corpus = join(root, String(posts))
    writeCorpus(this.#corpus, posts, SEED)
  }

  /** By name, the best of all rounds. */
  async measure(): Promise<ReadonlyMap<string, Run>> {
    for (let round = 0; round < rounds; round++) await this.#round(round)
    return new Map([...this.#rows].map(([name, runs]) => [name, best(runs)]))
  }

  /** Nothing is removed before the end: for a time after that, a file system makes new files several times as slowly. */
  async #round(round: number): Promise<void> {
    const { hugo, script, ours } = this.#outputs(round)
    await this.#time('read', node('bench/build/read.ts', this.#corpus))
    await this.#time('hugo', {
      command: 'hugo',
      args: ['--quiet', '--source', join(root, 'hugo'), '--contentDir', this.#corpus, '--destination', hugo],
    })
    if (this.posts <= MOST_FOR_SCRIPT && !values.whole)
      await this.#time('script', node('bench/build/script.ts', this.#corpus, script))
    await this.#time('cold', this.#build(ours, round))
    if (round === 0) this.#check(ours, hugo, script)
    await this.#time('warm', this.#build(ours, round))
    const changed = join(this.#corpus, pathOf(this.posts - 1))
    writeFileSync(changed, `${postOf(this.posts - 1, SEED)}\nOne more line, in round ${round}.\n`)
    await this.#time('change', this.#build(ours, round))
  }

  async #time(name: string, program: Parameters<typeof succeed>[0]): Promise<void> {
    this.#rows.set(name, [...(this.#rows.get(name) ?? []), await succeed(program)])
  }

  #outputs(round: number) {
    const [hugo, script, ours] = ['hugo', 'script', 'ours'].map((name) =>
      join(root, `${name}-${this.posts}-${round}`),
    )
    return { hugo: hugo ?? '', script: script ?? '', ours: ours ?? '' }
  }

  #build(out: string, round: number) {
    return build(this.#corpus, out, join(root, `cache-${this.posts}-${round}`))
  }

  #check(ours: string, hugo: string, script: string): void {
    const compared = checkSame(join(ours, 'site'), hugo, feeds)
    if (this.#rows.has('script')) checkSame(join(ours, 'site'), script, feeds)
    console.log(`${this.posts} posts: ${compared} documents of each hold the same entries in the same order.`)
  }
}

function build(posts: string, out: string, cache: string) {
  const program = node(
    'src/cli/bin.js',
    'build',
    '--posts',
    posts,
    '--config',
    join(root, 'feed.config.js'),
    '--out',
    out,
  )
  return { ...program, env: { XDG_CACHE_HOME: cache } }
}

function node(...args: string[]) {
  return { command: process.execPath, args }
}

function best(runs: readonly Run[]): Run {
  const sorted = runs.toSorted((a, b) => a.time - b.time)
  const [fastest] = sorted
  if (fastest === undefined) throw new Error('nothing was measured')
  return { ...fastest, memory: Math.max(...runs.map(({ memory }) => memory)) }
}

const LABELS: readonly (readonly [name: string, label: string])[] = [
  ['hugo', 'Hugo, cold'],
  ['script', 'plain script, cold'],
  ['cold', 'dropfeed, cold'],
  ['warm', 'dropfeed, warm'],
  ['change', 'dropfeed, one change'],
  ['read', 'reading the folder'],
]

function table(measured: ReadonlyMap<number, ReadonlyMap<string, Run>>): string {
  const head = ['', ...[...measured.keys()].map((posts) => `${posts.toLocaleString('en')} posts`)]
  const rows = LABELS.map(([name, label]) => [
    label,
    ...[...measured.values()].map((runs) => cell(runs.get(name))),
  ])
  return [head, ...rows]
    .map(([label = '', ...cells]) => label.padEnd(22) + cells.map((text) => text.padStart(20)).join(''))
    .join('\n')
}

function cell(run: Run | undefined): string {
  if (run === undefined) return '–'
  return `${(run.time / 1000).toFixed(2)} s ${(run.memory / 2 ** 20).toFixed(0).padStart(5)} MB`
}

interface Goal {
  readonly text: string
  readonly value: number
  readonly most: number
}

/** What the project promises, and whether this run holds it. */
function goals(measured: ReadonlyMap<number, ReadonlyMap<string, Run>>): Goal[] {
  const time = (posts: number, name: string) => measured.get(posts)?.get(name)?.time ?? Number.NaN
  const megabytes = (posts: number) => (measured.get(posts)?.get('cold')?.memory ?? Number.NaN) / 2 ** 20
  const each = [...measured.keys()].flatMap((posts) => [
    { text: `${posts}: cold build / Hugo`, value: time(posts, 'cold') / time(posts, 'hugo'), most: 1 / 3 },
    {
      text: `${posts}: warm build / reading the folder`,
      value: time(posts, 'warm') / time(posts, 'read'),
      most: 2,
    },
    {
      text: `${posts}: one change / warm build`,
      value: time(posts, 'change') / time(posts, 'warm'),
      most: 1.5,
    },
    {
      text: `${posts}: one change / reading the folder`,
      value: time(posts, 'change') / time(posts, 'read'),
      // one and a half times what a build without a change may take
      most: 3,
    },
    { text: `${posts}: peak memory (MB)`, value: megabytes(posts), most: posts > 10_000 ? 512 : 300 },
  ])
  const grown = [...measured.keys()].slice(1).map((posts, index) => {
    const before = [...measured.keys()][index] ?? 0
    return {
      text: `cold, ${before} to ${posts} posts`,
      value: time(posts, 'cold') / time(before, 'cold'),
      most: (posts / before) * 1.1,
    }
  })
  return [...each, ...grown].filter(({ value }) => !Number.isNaN(value))
}

function verdict({ text, value, most }: Goal): string {
  const holds = value <= most ? 'holds' : 'MISSED'
  return `${holds.padEnd(7)} ${text.padEnd(46)} ${value.toFixed(2).padStart(8)}  (at most ${most.toFixed(2)})`
}

/** The same posts, some of them broken in every way that the checks know: all others have to be published. */
async function measureBroken(posts: number): Promise<Goal> {
  const [clean, broken] = [join(root, 'clean'), join(root, 'broken')]
  writeCorpus(clean, posts, SEED)
  writeCorpus(broken, posts, SEED, BROKEN)
  const times = new Map<string, number[]>([
    [clean, []],
    [broken, []],
  ])
  for (let round = 0; round < rounds; round++) {
    for (const [corpus, seen] of times) {
      const out = join(root, `out-${round}`)
      const done = await run(build(corpus, out, join(root, `cache-${corpus === clean}-${round}`)))
      seen.push(done.time)
      if (corpus === broken && round === 0)
        console.log(
          `${posts} posts, ${posts / BROKEN} of them broken: ${done.output.split('\n').find((line) => line.startsWith('Built'))}`,
        )
      rmSync(out, { recursive: true, force: true })
    }
  }
  const [whole = Number.NaN, part = Number.NaN] = [...times.values()].map((seen) => Math.min(...seen))
  return { text: `${posts}: with broken posts / without`, value: part / whole, most: 1.1 }
}

try {
  writeHugoSite(join(root, 'hugo'), values.whole)
  writeFileSync(join(root, 'feed.config.js'), CONFIG)
  const measured = new Map<number, ReadonlyMap<string, Run>>()
  for (const posts of sizes) {
    measured.set(posts, await new Bench(posts).measure())
    rmSync(join(root, String(posts)), { recursive: true })
  }
  const broken = values.broken ? [await measureBroken(sizes.at(-1) ?? 0)] : []
  console.log(`\n${table(measured)}\n`)
  for (const goal of [...goals(measured), ...broken]) console.log(verdict(goal))
} finally {
  rmSync(root, { recursive: true, force: true })
}
