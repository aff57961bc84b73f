/** How far a long piece of work is: told by whoever does it, shown by whoever waits. */

export interface Progress {
  readonly stage: 'read' | 'compile' | 'write'
  readonly done: number
  /** 0 where nobody knows yet. */
  readonly total: number
}

export type OnProgress = (progress: Progress) => void
