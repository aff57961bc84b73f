/**
 * The limits of gray-matter that src/content/engines.ts and src/content/fences.ts work around. A test that fails here says that
 * upstream no longer has the limit, and the workaround can go.
 */
import matter from 'gray-matter'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** The oldest spelling of a program in front matter. */
const PROGRAM = '---js\n{ title: (globalThis.grayMatterRan = true, "x") }\n---\n'

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'grayMatterRan')
  vi.restoreAllMocks()
})

describe('by itself, gray-matter', () => {
  it('runs front matter that calls itself a program', () => {
    matter(PROGRAM, {})
    expect(Reflect.get(globalThis, 'grayMatterRan')).toBe(true)
  })

  it('runs it even if the engine "js" is switched off', () => {
    expect(() => matter(PROGRAM, { engines: { js: false as never } })).not.toThrow()
    expect(Reflect.get(globalThis, 'grayMatterRan')).toBe(true)
  })

  it('lets the file choose another language than the options', () => {
    expect(matter('---json\n{"a": 1}\n---\n', { language: 'yaml' }).data).toEqual({ a: 1 })
  })

  it.each(['constructor', '__proto__'])('takes "%s" for the name of an engine', (name) => {
    const run = () => matter(`---${name}\na: b\n---\n`, {})
    expect(run).not.toThrow(/is not registered/)
  })

  it('remembers a broken file before it reads it, and then calls it empty', () => {
    const broken = '---\ntitle: "never closed\n---\n'
    expect(() => matter(broken)).toThrow()
    expect(matter(broken).data).toEqual({})
  })

  it('gives the same data object to everyone who reads the same text', () => {
    const text = '---\ntitle: shared by two\n---\n'
    expect(matter(text).data).toBe(matter(text).data)
  })

  it('publishes a draft as text if its front matter does not begin in the first byte', () => {
    const { data, content } = matter('\n---\ndraft: true\n---\nSecret', {})
    expect(data).toEqual({})
    expect(content).toContain('draft: true')
  })

  it.each(['----', '--- x', '---x'])('takes %j for a closing fence', (line) => {
    expect(matter(`---\ntitle: a\n${line}\ndraft: true\n---\n`, {}).data).toEqual({ title: 'a' })
  })

  it('swallows a file whose front matter is never closed', () => {
    expect(matter('---\ntitle: a\n\nnote: all of this is text\n', {}).content).toBe('')
  })

  it('lets the file switch excerpts on', () => {
    const { excerpt } = matter('---\nexcerpt_separator: <!-- more -->\n---\nA\n<!-- more -->\nB', {})
    expect(excerpt).toBe('A\n')
  })

  it('reads YAML 1.1: times and numbers that were texts, days that are none', () => {
    const { data } = matter('---\na: 12:30\nb: 010\nc: 1.10\nd: 2026-02-30\n---\n', {})
    expect(data).toEqual({ a: 750, b: 8, c: 1.1, d: new Date('2026-03-02') })
  })

  it('follows aliases as often as a bomb wants', () => {
    const levels = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: [*b,*b,*b,*b,*b,*b]',
    ]
    expect(matter(`---\n${levels.join('\n')}\n---\n`, {}).data.c.flat(2)).toHaveLength(600)
  })

  it('takes the square of blank lines', () => {
    const time = (lines: number) => {
      const start = performance.now()
      matter(`---\na: b${'\n'.repeat(lines)}\n---\n`, {})
      return performance.now() - start
    }
    const best = (lines: number) => Math.min(...Array.from({ length: 3 }, () => time(lines)))
    // 16 where time grows with the number of lines
    expect(best(16_000) / best(1000)).toBeGreaterThan(24)
  })
})
