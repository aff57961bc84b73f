/**
 * A text that stands alone. A part that the engine cuts from a long text keeps all of that in memory: of a large export,
 * only such copies are remembered.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString()
}
