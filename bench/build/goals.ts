/** The table of a run, and the goals of the project beside what was measured. */
import type { Run } from './measure.ts'

/** What was measured of one corpus. */
export interface Measured {
  readonly posts: number
  readonly tags: number
  readonly runs: ReadonlyMap<Measure, Run>
  /** Files of the snapshot other than media. */
  readonly snapshotFiles: number
}

export type Measure = 'hugo' | 'cold' | 'warm' | 'change' | 'read'

const LABELS: Readonly<Record<Measure, string>> = {
  hugo: 'Hugo, cold',
  cold: 'dropfeed, cold',
  warm: 'dropfeed, nothing changed',
  change: 'dropfeed, one change',
  read: 'reading the folder',
}

const MEASURES = Object.keys(LABELS) as Measure[]

export function table(all: readonly Measured[]): string {
  const head = ['', ...all.map(({ posts }) => `${posts.toLocaleString('en')} posts`)]
  const rows = MEASURES.map((measure) => [LABELS[measure], ...all.map(({ runs }) => cell(runs.get(measure)))])
  const files = [
    'files of the snapshot',
    ...all.map(({ snapshotFiles }) => snapshotFiles.toLocaleString('en')),
  ]
  return [head, ...rows, files]
    .map(([label = '', ...cells]) => label.padEnd(27) + cells.map((text) => text.padStart(20)).join(''))
    .join('\n')
}

function cell(run: Run | undefined): string {
  if (run === undefined) return '–'
  return `${(run.time / 1000).toFixed(2)} s ${megabytes(run).toFixed(0).padStart(5)} MB`
}

function megabytes({ memory }: Run): number {
  return memory / 2 ** 20
}

export interface Goal {
  readonly text: string
  readonly value: number
  readonly most: number
}

/** Above this number of posts, other goals hold. */
const MANY = 10_000

export function goals({ posts, tags, runs, snapshotFiles }: Measured): Goal[] {
  const [hugo, cold, warm, change] = (['hugo', 'cold', 'warm', 'change'] as const).map((measure) =>
    runs.get(measure),
  )
  if (hugo === undefined || cold === undefined || warm === undefined || change === undefined) return []
  if (tags > posts) return [{ text: `${tags} tags on ${posts} posts (s)`, value: cold.time / 1000, most: 10 }]
  const isMany = posts > MANY
  const rows: readonly (readonly [text: string, value: number, most: number])[] = [
    ['cold build / Hugo', cold.time / hugo.time, 0.8],
    ['nothing changed / Hugo', warm.time / hugo.time, 0.07],
    ['one changed post / Hugo', change.time / hugo.time, isMany ? 0.04 : 0.12],
    ['memory, cold (MB)', megabytes(cold), isMany ? 400 : 300],
    ['memory, one change (MB)', megabytes(change), 200],
    ['files of the snapshot', snapshotFiles, isMany ? 15_000 : 2_500],
  ]
  return rows.map(([text, value, most]) => ({ text: `${posts}: ${text}`, value, most }))
}

export function verdict({ text, value, most }: Goal): string {
  const holds = value <= most ? 'holds' : 'MISSED'
  return `${holds.padEnd(7)} ${text.padEnd(46)} ${value.toFixed(2).padStart(9)}  (at most ${most})`
}
