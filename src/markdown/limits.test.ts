/** Limits of rendering: the same text is rendered, or refused with the same message, on every machine. */
import { describe, expect, it } from 'vitest'
import { cases, FRONT_MATTER } from '../../test/abuse/cases/rendering.ts'
import { maxHtml } from './limits.ts'
import { RenderError, renderMarkdown } from './render.ts'

const context = {
  resolve: (address: string) => URL.parse(address, 'https://blog.example/tea')?.href,
  idPrefix: 'p1',
}

function html(markdown: string): string {
  return renderMarkdown(markdown, context).html
}

function refusal(markdown: string): string | undefined {
  try {
    html(markdown)
  } catch (error) {
    if (error instanceof RenderError) return error.message
    throw error
  }
  return undefined
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/href="([^"]*)"/g)].map(([, address = '']) => address)
}

describe('bare addresses', () => {
  it('end before a bracket that is not closed within 1,000 characters', () => {
    const long = 'x'.repeat(1_001)
    expect(linksIn(html(`https://a.example/(${'x'.repeat(1_000)})`))[0]).toHaveLength(1_020)
    for (const [opening, closing] of ['()', '[]', '{}', '""', "''"])
      expect(html(`https://a.example/y${opening}${long}${closing}`)).toContain('href="https://a.example/y')
    expect(linksIn(html(`https://a.example/(${long})`))).toEqual(['https://a.example/'])
    expect(linksIn(html(`www.a.example/[${long}]`))).toEqual(['http://www.a.example/'])
  })

  it.each([
    ['www.a.example/www.b.example/x www.c.example', 'www.a.example/www.b.example/x', 'www.c.example/'],
    [
      '.https://a.example/.https://b.example/ .https://c.example/',
      'a.example/.https://b.example/',
      'c.example/',
    ],
    ['.https://a.example/((.https://b.example/', 'a.example/', 'b.example/'],
    ['www.a.example and www.a.example', 'www.a.example/', 'www.a.example/'],
  ])('within each other are one link: %s', (text, ...expected) => {
    expect(linksIn(html(text)).map((link) => link.replace(/^https?:\/\//, ''))).toEqual(expected)
  })

  it('are the same links when a text is rendered again', () => {
    const text = 'www.a.example/www.b.example .https://c.example/.https://d.example/'
    expect(html(text)).toBe(html(text))
  })
})

describe('HTML', () => {
  it.each([
    ['footnotes', '^[]'],
    ['references to a footnote', '[^a]\n\n[^a]: x\n\n'],
    ['links to a long address', `[a]\n\n[a]: /${'x'.repeat(300)}\n\n`],
    ['embeds', '<embed src=a>'],
  ])('of %s is bounded in proportion to the text, with an allowance for short ones', (_name, fragment) => {
    for (let times = 5; refusal(fragment.repeat(times)) === undefined && times < 3_000; times *= 3)
      expect(html(fragment.repeat(times)).length).toBeLessThanOrEqual(maxHtml(fragment.length * times))
    expect(refusal(fragment.repeat(5))).toBeUndefined()
  })

  it('of many footnotes, long links and empty cells is too much', () => {
    expect(refusal('^[]'.repeat(10_000))).toContain('becomes more than')
    expect(refusal(`[a]: /${'x'.repeat(3_000)}\n\n${'[a]'.repeat(10_000)}`)).toContain('becomes more than')
    const wide = `${'|'.repeat(201)}\n${'|-'.repeat(200)}|\n${'|\n'.repeat(200)}\n`
    expect(refusal(wide)).toContain('becomes more than')
  })

  it('of escaped characters, emphasis and lists is not', () => {
    for (const fragment of ['"', '<', '&', '*a* ', '- a\n'])
      expect(refusal(fragment.repeat(20_000))).toBeUndefined()
  })
})

// full length, because a part of it would be rendered without trouble
it.each(
  cases.map(({ name, posts, reported }) => ({
    name,
    text: String(posts['hostile.md']).slice(FRONT_MATTER.length),
    reported,
  })),
)(
  '$name: rendered at full length, or refused with a reason',
  ({ text, reported }) => {
    const message = refusal(text)
    if (reported === undefined) expect(message).toBeUndefined()
    else expect(`hostile.md:1: ${message}`).toMatch(reported)
  },
  60_000,
)
