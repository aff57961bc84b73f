/**
 * Settings at the top of a text without fences, as Pelican and MultiMarkdown write them (`Status: draft`), Nikola in
 * a comment (`.. status: private`), Dataview (`status:: draft`) and Notion below the title. They are read only to hold a
 * post back.
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

/** Lines that may stand above the settings: a title, a fence within a comment. */
const ABOVE = /^(?:#{1,6}\s.*|%\s.*|-{3}|\+{3}|;{3})?$/

/** Marks of emphasis and of a list around a setting: `**Status:** draft`, `- status: draft`. */
const MARKS = /^[-*+]\s+|\*\*|__/g

/** The lines before the first one that is no setting. */
export function headersOf(text: string): Header[] {
  const head = text.slice(0, HEAD)
  const lines = head.split('\n')
  const headers: Header[] = []
  for (const [index, line] of lines.entries()) {
    const written = line
      .replace(/^\s*<!--/, '')
      .replace(/-->.*$/, '')
      .replace(MARKS, '')
    const [, name = '', value = ''] = HEADER.exec(written) ?? []
    if (name !== '') headers.push({ name: name.trim(), value: unquoted(value), line: index + 1 })
    // a blank line ends them, but for those above the first; an indented line continues the one before
    else if (headers.length > 0 && !/^[^\S\n]+\S/.test(line)) break
    else if (headers.length === 0 && !ABOVE.test(written.trim())) break
  }
  return headers
}

function unquoted(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, '$2')
}
