/** Tags of Liquid (`{% name … %}`, `{{ … }}`) and Hugo (`{{< name … >}}`, `{{% name … %}}`). */

export interface Tag {
  /** As written. */
  readonly written: string
  /** '' for a value: `{{ … }}`. */
  readonly name: string
  /** Everything behind the name. */
  readonly given: string
}

const TAG =
  /\{%-?[ \t]*([\w-]{1,40})\b([^{}\n]{0,300}?)-?%\}|\{\{[<%][ \t]*(\/?[ \t]*[\w.-]{1,40})\b([^{}\n]{0,300}?)[ \t]*\/?[>%]\}\}|\{\{(?![<%])-?([^{}\n]{1,300}?)-?\}\}/y

const ARGUMENT = /(?:([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=|]+))/g

/** The tag that begins at a position. */
export function tagAt(text: string, position: number): Tag | undefined {
  TAG.lastIndex = position
  const [written, liquid, options, hugo, words, value] = TAG.exec(text) ?? []
  if (written === undefined) return undefined
  const name = (liquid ?? hugo ?? '').replace(/\s/g, '')
  return { written, name, given: (options ?? words ?? value ?? '').trim() }
}

/** Replaces the tags in a text that have a value. */
export function replaceTags(text: string, replacement: (tag: Tag) => string | undefined): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  return text.replace(ANY, (written) => {
    const tag = tagAt(written, 0)
    return (tag && replacement(tag)) ?? written
  })
}

const ANY = new RegExp(TAG.source, 'g')

/** Arguments by name; those without one are numbered from 0. */
export function argumentsOf({ given }: Tag): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  let count = 0
  for (const [, name, double, single, bare] of given.matchAll(ARGUMENT))
    named.set(name ?? String(count++), double ?? single ?? bare ?? '')
  return named
}
