/** Which line closes a container (`:::`): found for all containers of a text in one pass. */
import type { StateBlock } from 'markdown-it'

interface ContainerEnv {
  /** For each text that was parsed: the closing line of each opening line. */
  containers?: Map<string, ReadonlyMap<number, number>>
}

const MARK = /^[ \t>]*(:{3,})[ \t]*(.?)/
/** The words behind backticks hold no other one (CommonMark 0.31.2, section 4.5). */
const FENCE = /^[ \t>]*(`{3,}(?=[^`]*$)|~{3,})(.*)/

/** The line that closes the container which begins at a line; undefined if none does. */
export function containerEnd(state: StateBlock, line: number): number | undefined {
  const env: ContainerEnv = state.env
  env.containers ??= new Map()
  const known = env.containers.get(state.src)
  const ends = known ?? endsOf(state.src)
  if (known === undefined) env.containers.set(state.src, ends)
  return ends.get(line)
}

function endsOf(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const open: { readonly line: number; readonly colons: number }[] = []
  let fence = ''
  for (const [line, written] of text.split('\n').entries()) {
    const [, mark = '', rest = ''] = FENCE.exec(written) ?? []
    if (fence !== '') {
      if (mark.startsWith(fence) && rest.trim() === '') fence = ''
      continue
    }
    if (mark !== '') fence = mark
    const [, colons = '', next = ''] = MARK.exec(written) ?? []
    if (next !== '') open.push({ line, colons: colons.length })
    else if (colons !== '') close(open, colons.length, line, ends)
  }
  return ends
}

/** Closes the innermost container with as many colons; those in it were never closed. */
function close(
  open: { readonly line: number; readonly colons: number }[],
  colons: number,
  line: number,
  ends: Map<number, number>,
): void {
  while (open.length > 0 && (open.at(-1)?.colons ?? 0) < colons) open.pop()
  const [last] = open.slice(-1)
  if (last?.colons !== colons) return
  open.pop()
  ends.set(last.line, line)
}
