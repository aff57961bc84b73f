/** Every example of the CommonMark specification, and why we differ from those that we differ from. */

import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from './render.ts'

interface Example {
  readonly number: number
  readonly section: string
  readonly markdown: string
  readonly html: string
}

const { tests }: { tests: Example[] } = createRequire(import.meta.url)('commonmark-spec')

const EXCEPTIONS: Readonly<Record<string, readonly number[]>> = {
  'tags are balanced: what is open is closed, and an end without a start goes': [
    148, 151, 155, 165, 174, 175, 184, 187, 344, 494, 623,
  ],
  'tags are where the HTML standard has them: no text between the rows of a table': [191],
  'a link without content shows its address': [21, 31, 476, 477, 630, 631, 642, 643],
  'an anchor without address is no link': [150, 613, 614, 615, 616],
  'only listed tags stay': [163, 201, 491, 524, 536, 617],
  'only listed attributes stay, ids have a namespace, names are in lower case': [152, 153, 154, 164, 169],
  'void tags have no slash': [475],
  'scripts, styles and form fields go': [170, 171, 172, 176, 178],
  'what hides the rest of the post is refused': [156, 157, 158, 173],
  'comments, declarations, instructions and CDATA go': [
    177, 179, 180, 181, 182, 183, 308, 309, 625, 626, 627, 628, 629,
  ],
  'only listed schemes are linked': [598, 599, 601],
  'bare addresses are linked, as on GitHub': [602, 608, 611, 612],
}

const excepted = new Set(Object.values(EXCEPTIONS).flat())

function absolute(address: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://blog.example/post/${address}`
}

/** Void tags as HTML writes them, addresses as our resolver makes them, no line end in an empty quote. */
function expected(html: string): string {
  return html
    .replaceAll(' />', '>')
    .replaceAll('\uFFFD', '&#xFFFD;')
    .replaceAll('<blockquote>\n</blockquote>', '<blockquote></blockquote>')
    .replace(/\b(href|src)="([^"]*)"/g, (_, name, address) => `${name}="${absolute(address)}"`)
}

/** The specification writes tabs as arrows. */
function tabs(text: string): string {
  return text.replaceAll('→', '\t')
}

function passes({ markdown, html }: Example): boolean {
  try {
    const rendered = renderMarkdown(tabs(markdown), { resolve: absolute, idPrefix: 'p' })
    return rendered.html === expected(tabs(html))
  } catch {
    return false
  }
}

describe('CommonMark 0.31.2', () => {
  it('has 652 examples', () => {
    expect(tests).toHaveLength(652)
  })

  it('passes all examples but the exceptions', () => {
    const failed = tests.filter((example) => !excepted.has(example.number) && !passes(example))
    expect(failed).toEqual([])
  })

  it.each(Object.entries(EXCEPTIONS))('differs where %s', (_, numbers) => {
    const passing = tests.filter((example) => numbers.includes(example.number) && passes(example))
    expect(passing).toEqual([])
  })
})
