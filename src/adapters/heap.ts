/** How much memory the engine takes before it tidies up. To be called before there is much. */
import { setFlagsFromString } from 'node:v8'

/** In MB, of a helper: what it makes is handed on at once. */
export const HELPER_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 }

/**
 * Builds make much that is soon of no use. Left alone, the engine makes its nursery ever larger for it, and lets what is
 * older grow to twice of what is needed before it tidies up. A server, which has to be quick, does not do this.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  // in percent of what was left the last time
  setFlagsFromString('--heap-growing-percent=20')
}
