/** How much memory the engine takes before it tidies up. To be called before there is much. */
import { setFlagsFromString } from 'node:v8'

/** In MB, of a helper: what it makes is handed on at once. */
export const HELPER_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 }

/** In MB: with a larger nursery, Node may not notice in time that a thread has no memory left, and abort the process. */
const FOLDER_NURSERY = 12

/**
 * For the thread that keeps up with a folder: a post that needs more memory than this ends it.
 * @param memory in MB; absent: some kilobytes for each post, and room for the one that is rendered
 */
export function folderLimits(posts: number, memory = 320 + Math.ceil(posts / 50)) {
  return { maxYoungGenerationSizeMb: FOLDER_NURSERY, maxOldGenerationSizeMb: memory }
}

/** So many posts take more room than the engine needs to be quick. */
const MANY = 30_000

/**
 * Builds make much that is soon of no use. Left alone, the engine makes its nursery ever larger for it. A server, which
 * has to be quick, does not do this.
 */
export function keepNurserySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  // in MB, of heaps that are not there yet: helpers would begin with half of it, and tidy up twice as often
  setFlagsFromString('--min-semi-space-size=2')
}

/**
 * Left alone, the engine lets what is older grow to twice of what is needed before it tidies up. With few posts that is
 * little, and to tidy up more often makes a small build slower.
 */
export function keepHeapSmall(posts: number): void {
  // in percent of what was left the last time
  if (posts > MANY) setFlagsFromString('--heap-growing-percent=20')
}
