/** The moment that the watcher waits for. */
import { setImmediate } from 'node:timers/promises'

/** Resolves when the system has told of everything that has happened up to now. */
export async function told(): Promise<void> {
  // it may have been asked in this turn of the event loop already, so the next one counts
  await setImmediate()
  await setImmediate()
}
