/** Which content coding a client is sent (RFC 9110, section 12.5.3). */
import type { Bytes, Coding } from '../snapshot/snapshot.ts'
import { parsePreferences } from './quality.ts'

/** The most compact first: of codings with equal quality values, the client gets the first. */
export const CODINGS: readonly Coding[] = ['zstd', 'br', 'gzip']

/** Compresses a page, which is made for one request; undefined where it is sent uncompressed. */
export type EncodePage = (page: Bytes, coding: Coding) => Promise<Bytes | undefined>

/** Section 8.4.1.3: an old name of gzip. */
const OLD_GZIP = 'x-gzip'

/** Remembered values of the header: clients send few different ones. */
const REMEMBERED = 100

const chosen = new Map<string, Coding | undefined>()

/**
 * The coding that fits best; undefined for none. A malformed header counts as absent, and a client that takes
 * nothing at all gets the document uncompressed: a reader can use that, but not an error.
 */
export function chooseCoding(acceptEncoding: string | null): Coding | undefined {
  if (acceptEncoding === null) return undefined
  if (chosen.has(acceptEncoding)) return chosen.get(acceptEncoding)
  if (chosen.size === REMEMBERED) chosen.clear()
  const coding = choose(acceptEncoding)
  chosen.set(acceptEncoding, coding)
  return coding
}

function choose(acceptEncoding: string): Coding | undefined {
  const preferences = parsePreferences(acceptEncoding)
  if (preferences === undefined) return undefined
  const qualities = new Map(preferences.map(({ value, quality }) => [value, quality]))
  const qualityOf = (coding: Coding) => qualities.get(coding) ?? fallback(coding, qualities)
  const best = CODINGS.reduce((a, b) => (qualityOf(b) > qualityOf(a) ? b : a))
  const plain = qualities.get('identity') ?? 0
  return qualityOf(best) > 0 && qualityOf(best) >= plain ? best : undefined
}

/** "*" means gzip, which every client can read. */
function fallback(coding: Coding, qualities: ReadonlyMap<string, number>): number {
  return coding === 'gzip' ? (qualities.get(OLD_GZIP) ?? qualities.get('*') ?? 0) : 0
}
