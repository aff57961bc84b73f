/** System errors that pass by themselves, such as too many open files. */
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './error-code.ts'

const TRANSIENT: ReadonlySet<string> = new Set(['EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'ENOMEM'])

/** In milliseconds, before the second try; it doubles up to the longest. */
const FIRST_PAUSE = 20
const LONGEST_PAUSE = 1_000

/** Whether an error, or the one that caused it, passes by itself. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return TRANSIENT.has(codeOf(error) ?? '') || isTransient(error.cause)
}

/**
 * Tries until the action succeeds, or fails for good.
 * @throws the errors of the action that are not transient
 */
export async function persistently<T>(action: () => T | Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await action()
    } catch (error) {
      if (!isTransient(error)) throw error
    }
    await sleep(pause)
  }
}
