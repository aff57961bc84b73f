/**
 * Settings at the top of a text without fences, as Pelican and MultiMarkdown write them (`Status: draft`), Nikola in
 * a comment (`.. status: private`) and Dataview (`status:: draft`). They are read only to hold a post back.
 */

export interface Header {
  readonly name: string
  readonly value: string
  /** Within the text, counted from 1. */
  readonly line: number
}

/** Nobody writes more; a text without line ends is not searched to its end. */
const HEAD = 4096

const HEADER = /^\s*(?:\.\. )?["']?(\p{L}[\p{L}\p{N} _-]{0,40})["']?[^\S\n]*(?:::?|=)[^\S\n]*(.*)$/u

/** The lines before the first one that is no setting. */
export function headersOf(text: string): Header[] {
  const head = text.slice(0, HEAD)
  const lines = head.split('\n')
  const headers: Header[] = []
  for (const [index, line] of lines.entries()) {
    const written = line.replace(/^\s*<!--/, '').replace(/-->.*$/, '')
    const [, name = '', value = ''] = HEADER.exec(written) ?? []
    if (name !== '') headers.push({ name: name.trim(), value: unquoted(value), line: index + 1 })
    // a blank line ends them, but for those above the first; an indented line continues the one before
    else if (headers.length > 0 && !/^[^\S\n]+\S/.test(line)) break
    else if (headers.length === 0 && written.trim() !== '') break
  }
  return headers
}

function unquoted(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, '$2')
}
