/**
 * Builds of the same posts by Hugo and by dropfeed. The method is in README.md.
 *
 *   node bench/build.ts [--posts 1000,10000,100000] [--rounds 3] [--tags 200] [--broken]
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Corpus, pathOf, postOf, TAGS, tagName, writeCorpus } from './build/corpus.ts'
import { type Goal, goals, type Measure, type Measured, table, verdict } from './build/goals.ts'
import { writeHugoSite } from './build/hugo.ts'
import { type Run, run, succeed } from './build/measure.ts'
import { checkSame } from './build/same.ts'

const SEED = 20_260_131
/** One post in so many is broken in the corpus of broken posts. */
const BROKEN = 100

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000,10000,100000' },
    rounds: { type: 'string', default: '3' },
    tags: { type: 'string', default: String(TAGS) },
    broken: { type: 'boolean', default: false },
  },
})
const sizes = values.posts.split(',').map(Number)
const rounds = Number(values.rounds)
const tags = Number(values.tags)
const root = mkdtempSync(join(tmpdir(), 'dropfeed-bench-'))
const feeds = ['', ...Array.from({ length: tags }, (_, index) => join('tags', tagName(index)))]

/** What every site has to set; all else is as by default. */
const CONFIG = "export default { title: 'Bench', url: 'https://blog.example' }\n"

class Bench {
  readonly #corpus: Corpus
  readonly #folder: string
  readonly #hugo: string
  readonly #runs = new Map<Measure, Run[]>()
  #snapshotFiles = 0

  constructor(posts: number) {
    this.#corpus = { posts, seed: SEED, tags }
    this.#folder = join(root, String(posts))
    this.#hugo = join(root, `hugo-${posts}`)
    writeCorpus(this.#folder, this.#corpus)
    writeHugoSite(this.#hugo, this.#folder, posts)
  }

  /** The best of all rounds. */
  async measure(): Promise<Measured> {
    for (let round = 0; round < rounds; round++) await this.#round(round)
    const runs = new Map([...this.#runs].map(([name, all]) => [name, best(all)]))
    return { posts: this.#corpus.posts, tags, runs, snapshotFiles: this.#snapshotFiles }
  }

  /** Nothing is removed before the end: for a time after that, a file system makes new files several times as slowly. */
  async #round(round: number): Promise<void> {
    const { posts } = this.#corpus
    const [hugo, ours] = [`hugo-out-${posts}-${round}`, `ours-${posts}-${round}`].map((name) =>
      join(root, name),
    )
    if (hugo === undefined || ours === undefined) return
    const build = buildBy(this.#folder, ours, join(root, `cache-${posts}-${round}`))
    await this.#time('read', node('bench/build/read.ts', this.#folder))
    await this.#time('hugo', {
      command: 'hugo',
      args: ['--quiet', '--source', this.#hugo, '--destination', hugo],
    })
    await this.#time('cold', build)
    if (round === 0) this.#check(ours, hugo)
    await this.#time('warm', build)
    const changed = join(this.#folder, pathOf(posts - 1))
    writeFileSync(changed, `${postOf(posts - 1, this.#corpus)}\nOne more line, in round ${round}.\n`)
    await this.#time('change', build)
  }

  async #time(name: Measure, program: Parameters<typeof succeed>[0]): Promise<void> {
    this.#runs.set(name, [...(this.#runs.get(name) ?? []), await succeed(program)])
  }

  #check(ours: string, hugo: string): void {
    const compared = checkSame(join(ours, 'site'), hugo, feeds)
    console.log(
      `${this.#corpus.posts} posts: ${compared} documents of each hold the same entries in the same order.`,
    )
    const snapshot = readdirSync(join(ours, 'snapshot'), { recursive: true, withFileTypes: true })
    const isMedia = ({ name }: { name: string }) => /\.png(\.json)?$/.test(name)
    this.#snapshotFiles = snapshot.filter((entry) => entry.isFile() && !isMedia(entry)).length
  }
}

function buildBy(posts: string, out: string, cache: string) {
  const config = join(root, 'feed.config.js')
  const program = node('src/cli/bin.js', 'build', '--posts', posts, '--config', config, '--out', out)
  return { ...program, env: { XDG_CACHE_HOME: cache } }
}

function node(...args: string[]) {
  return { command: process.execPath, args }
}

function best(runs: readonly Run[]): Run {
  const [fastest] = runs.toSorted((a, b) => a.time - b.time)
  if (fastest === undefined) throw new Error('nothing was measured')
  return { ...fastest, memory: Math.max(...runs.map(({ memory }) => memory)) }
}

/** The same posts, some of them broken in every way that the checks know: all others have to be published. */
async function measureBroken(posts: number): Promise<Goal> {
  const [clean, broken] = [join(root, 'clean'), join(root, 'broken')]
  writeCorpus(clean, { posts, seed: SEED, tags })
  writeCorpus(broken, { posts, seed: SEED, tags }, BROKEN)
  const times = new Map<string, number[]>([
    [clean, []],
    [broken, []],
  ])
  for (let round = 0; round < rounds; round++) {
    for (const [corpus, seen] of times) {
      const out = join(root, `out-${round}`)
      const done = await run(buildBy(corpus, out, join(root, `cache-${corpus === clean}-${round}`)))
      seen.push(done.time)
      const built = done.output.split('\n').find((line) => line.startsWith('Built'))
      if (corpus === broken && round === 0)
        console.log(`${posts} posts, ${posts / BROKEN} of them broken: ${built}`)
      rmSync(out, { recursive: true, force: true })
    }
  }
  const [whole = Number.NaN, part = Number.NaN] = [...times.values()].map((seen) => Math.min(...seen))
  return { text: `${posts}: with broken posts / without`, value: part / whole, most: 1.1 }
}

try {
  writeFileSync(join(root, 'feed.config.js'), CONFIG)
  const measured: Measured[] = []
  for (const posts of sizes) {
    measured.push(await new Bench(posts).measure())
    rmSync(join(root, String(posts)), { recursive: true })
  }
  const broken = values.broken ? [await measureBroken(sizes.at(-1) ?? 0)] : []
  console.log(`\n${table(measured)}\n`)
  for (const goal of [...measured.flatMap(goals), ...broken]) console.log(verdict(goal))
} finally {
  rmSync(root, { recursive: true, force: true })
}
