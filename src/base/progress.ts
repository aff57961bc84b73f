/** Progress of a long task. */

export interface Progress {
  readonly stage: 'read' | 'compile' | 'write' | 'upload'
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
}

export type OnProgress = (progress: Progress) => void
