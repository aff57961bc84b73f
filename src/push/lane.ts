/** What a finished request leads to in the database. */
export type Outcome = () => void

/** Limits the requests of one kind that are under way, in all and to one host. */
export class Lane {
  readonly #atOnce: number
  readonly #perHost: number
  readonly #ended: (outcome: Outcome) => void
  readonly #running = new Set<Promise<void>>()
  readonly #hosts = new Map<string, number>()

  constructor(atOnce: number, perHost: number, ended: (outcome: Outcome) => void) {
    this.#atOnce = atOnce
    this.#perHost = perHost
    this.#ended = ended
  }

  /** How many more may start. */
  get room(): number {
    return Math.max(this.#atOnce - this.#running.size, 0)
  }

  /** The hosts to which no more may start, as a list for `json_each(?)`. */
  get fullHosts(): string {
    const full = [...this.#hosts].filter(([, count]) => count >= this.#perHost)
    return JSON.stringify(full.map(([host]) => host))
  }

  /** The rows that may start together. */
  choose<Row extends { readonly host: string }>(rows: readonly Row[]): Row[] {
    const counts = new Map(this.#hosts)
    return rows.filter(({ host }) => {
      const count = (counts.get(host) ?? 0) + 1
      counts.set(host, count)
      return count <= this.#perHost
    })
  }

  start(host: string, task: () => Promise<Outcome>): void {
    this.#hosts.set(host, (this.#hosts.get(host) ?? 0) + 1)
    const running = task().then((outcome) => {
      this.#running.delete(running)
      const left = (this.#hosts.get(host) ?? 1) - 1
      if (left > 0) this.#hosts.set(host, left)
      else this.#hosts.delete(host)
      this.#ended(outcome)
    })
    this.#running.add(running)
  }

  /** Resolves when no request is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}
