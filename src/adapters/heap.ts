/** How much memory the engine takes before it tidies up. To be called before there is much. */
import { setFlagsFromString } from 'node:v8'

/** In MB, of a helper: what it makes is handed on at once. */
export const HELPER_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 }

/**
 * Builds make much that is soon of no use. Left alone, the engine makes its nursery ever larger for it, and holds some
 * 200 MB more than there is to hold.
 */
export function keepNurserySmall(): void {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** A server's nursery grows with the first hundred thousand requests, and no more after that. */
export function boundNursery(): void {
  setFlagsFromString('--max-semi-space-size=16')
}
