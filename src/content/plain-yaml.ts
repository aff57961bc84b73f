/**
 * Front matter as most posts have it: a text or a list of words on each line, with no sign in it that YAML gives a
 * meaning to. It is read here in a hundredth of the time of a whole YAML parser; whatever is not that plain is left to
 * it, and so is saying where something stands.
 */

/** `title: "Green tea"`, `date: 2026-01-31 18:30`, `tags: [tea, kitchen]` */
const LINE = /^([A-Za-z][\w-]*): (?:"([^"\\]*)"|'([^']*)'|\[([^[\]]+)\]|(\S.*))$/

/** Does not begin with a space, and holds nothing that YAML could take for a sign of its own. */
const SCALAR = /^[\p{L}\p{N}](?:[\p{L}\p{N} ./+()_“”’–—-]|:(?=[\p{L}\p{N}/]))*$/u

/** The texts and lists of a block, or undefined where it is not plain. */
export function readPlainYaml(block: string): ReadonlyMap<string, unknown> | undefined {
  const fields = new Map<string, unknown>()
  for (const line of block.split('\n')) {
    const [, key, double, single, list, scalar] = LINE.exec(line) ?? []
    if (key === undefined || fields.has(key)) return undefined
    const value = double ?? single ?? (list === undefined ? toScalar(scalar) : toList(list))
    if (value === undefined) return undefined
    fields.set(key, value)
  }
  return fields
}

function toList(text: string): string[] | undefined {
  // splitting at / *, */ takes quadratic time on a run of spaces
  const items = text.split(',').map((item) => toScalar(item.replace(/^ +/, '')))
  return items.every((item) => item !== undefined) ? items : undefined
}

/** Without trailing spaces, as YAML reads it. */
function toScalar(text = ''): string | undefined {
  return SCALAR.test(text) ? text.trimEnd() : undefined
}
