/** Messages: one line, short, and safe to print whatever they quote. */
import { describe, expect, it } from 'vitest'
import { formatProblem, nearestKey, quote } from './problem.ts'

describe('a problem in one line', () => {
  it('says where, what, why and what to do', () => {
    const problem = { path: 'a.md', line: 3, column: 7, what: 'What.', why: 'Why.', fix: 'Fix.' } as const
    expect(formatProblem({ severity: 'error', ...problem })).toBe('a.md:3:7: error: What. Why. Fix.')
    expect(formatProblem({ severity: 'warning', path: 'a.md', what: 'What.', fix: 'Fix.' })).toBe(
      'a.md: warning: What. Fix.',
    )
  })

  it('a file name cannot forge lines or colours', () => {
    const line = formatProblem({
      severity: 'error',
      path: 'a\n\u001b[31mb\u009b1m.md',
      what: 'What.',
      fix: 'Fix.',
    })
    expect(line).toBe('a [31mb1m.md: error: What. Fix.')
  })
})

describe('quoted values', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular

  it.each([
    ['tea', '"tea"'],
    ['{{< figure src="x" >}}', `'{{< figure src="x" >}}'`],
    [`<Tabs a="it's">`, `\`<Tabs a="it's">\``],
    [`a\`b "it's"`, `“a\`b "it's"”`],
    [`a\`b "it's" “x”`, `"a\`b \\"it's\\" “x”"`],
    ['..\\img\\a.jpg', '"..\\img\\a.jpg"'],
    ['a "b"\nc', '"a \\"b\\"\\nc"'],
    ['\u009b', '""'],
    ['\ud800', '"\\ud800"'],
    [5, '5'],
    [5n, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [() => 1, 'a function'],
    [Symbol('x'), 'Symbol(x)'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ a: [1] }, '{"a":[1]}'],
    [{ a: 5n }, 'a table'],
    [[5n], 'a list'],
    [circular, 'a table'],
    [Object.create(null), '{}'],
  ])('%s', (value, text) => {
    expect(quote(value)).toBe(text)
  })

  it('a long one is cut, between characters', () => {
    expect(quote('🎉'.repeat(1e6))).toMatch(/^"(🎉)+…"$/u)
    expect(quote('🎉'.repeat(1e6)).length).toBeLessThanOrEqual(60)
    expect(quote('x'.repeat(200))).toHaveLength(60)
    expect(quote(`"${'x'.repeat(200)}`)).toMatch(/^'"x+…'$/)
    expect(quote('\0'.repeat(200))).toMatch(/^"\\u0000.+…"$/)
    expect(quote('\0'.repeat(200))).toHaveLength(60)
  })

  it('an invalid date is a value like any other', () => {
    expect(quote(new Date(Number.NaN))).toBe('an invalid date')
  })
})

describe('the key that was probably meant', () => {
  const known = [
    'title',
    'date',
    'tags',
    'link',
    'draft',
    'published',
    'description',
    'timeZone',
    'featured_image',
  ]

  it.each([
    ['tilte', 'title'],
    ['titel', 'title'],
    ['titles', 'title'],
    ['dtae', 'date'],
    ['tasg', 'tags'],
    ['drafts', 'draft'],
    ['desciption', 'description'],
    ['descirption', 'description'],
    ['timezone', 'timeZone'],
    ['publised', 'published'],
  ])('%s: %s', (typed, key) => {
    expect(nearestKey(typed, known)).toBe(key)
  })

  it.each([
    'title',
    'data',
    'links',
    'line',
    'tabs',
    'rate',
    'state',
    'subtitle',
    'x',
    '',
    'tile-set',
    'feature',
  ])('%s is near nothing', (typed) => {
    expect(nearestKey(typed, known)).toBeUndefined()
  })
})
