/** Problems as people read them: a line each, or examples of each kind. */
import { describe, expect, it } from 'vitest'
import type { Problem } from '../model.ts'
import { formatProblems, kindsOf } from './report.ts'

const problem = (number: number, what: string, more: Partial<Problem> = {}): Problem => ({
  severity: 'error',
  path: `${number}.md`,
  line: 3,
  what,
  fix: 'Mend it.',
  ...more,
})
const several = (length: number, make: (number: number) => Problem) =>
  Array.from({ length }, (_, number) => make(number))
/** The lines about some problems where there are many others. */
const among = (problems: readonly Problem[]) => {
  const others = several(21, (number) => problem(number, 'It is another matter.'))
  const lines = formatProblems([...others, ...problems], 'posts').split('\n')
  return lines.slice(lines.findIndex((line) => line.startsWith('  and 16 more: ')) + 1)
}

describe('as many problems as a screen shows', () => {
  it('are a line each', () => {
    const two = [
      problem(2, 'It is odd.', { severity: 'warning' }),
      problem(1, 'It is wrong ("value 1 (of many)").'),
    ]
    expect(formatProblems(two, 'posts').split('\n')).toEqual([
      'posts/1.md:3: error: It is wrong ("value 1 (of many)"). Mend it.',
      'posts/2.md:3: warning: It is odd. Mend it.',
    ])
  })
})

describe('notes', () => {
  it('are shown by kind, behind what is to be mended', () => {
    const notes = several(3, (number) =>
      problem(number, `The file "/${number}.png" is expected.`, { severity: 'note' }),
    )
    const odd = problem(4, 'It is odd.', { severity: 'warning' })
    expect(formatProblems([...notes, odd, problem(5, 'It is wrong.')], 'posts').split('\n')).toEqual([
      'posts/5.md:3: error: It is wrong. Mend it.',
      'posts/4.md:3: warning: It is odd. Mend it.',
      'posts/0.md:3: note: The file "/0.png" is expected. Mend it.',
      '  and 2 more: posts/1.md:3, posts/2.md:3',
    ])
  })
})

describe('more problems', () => {
  it('are shown by kind, the largest first, with five examples', () => {
    const many = several(300, (number) =>
      problem(number, `${number % 3 ? 'A is wrong' : 'B is odd'} ("value ${number} (of many)").`),
    )
    const lines = formatProblems(many, 'posts').split('\n')
    expect(lines).toHaveLength(12)
    expect(lines[0]).toBe('posts/1.md:3: error: A is wrong ("value 1 (of many)"). Mend it.')
    expect(lines[5]).toBe(
      '  and 195 more: posts/8.md:3, posts/10.md:3, posts/11.md:3, posts/13.md:3, posts/14.md:3, … (all: dropfeed check --json)',
    )
    expect(lines[6]).toBe('posts/0.md:3: error: B is odd ("value 0 (of many)"). Mend it.')
  })

  it('are in order of severity, however many there are of each', () => {
    const notes = several(30, (number) => problem(number, 'A is hidden.', { severity: 'note' }))
    const warnings = several(20, (number) => problem(number, 'B is odd.', { severity: 'warning' }))
    const errors = several(1, (number) => problem(number, 'C is wrong.'))
    const found = formatProblems([...notes, ...warnings, ...errors], 'posts').split('\n')
    const severities = found.flatMap((line) => /: (error|warning|note): /.exec(line)?.[1] ?? [])
    expect(severities).toEqual(['error', ...Array(5).fill('warning'), 'note'])
  })

  it('with another key are another kind', () => {
    const keys = ['"date" is odd ("a").', '"date" is odd ("b").', '"tags" is odd ("b").']
    const kinds = kindsOf(keys.map((what, index) => problem(index, what)))
    expect(kinds.map(({ length }) => length)).toEqual([2, 1])
  })

  it.each([
    ['numbers', 'It has 4 kB.', 'It has 5,000 kB.'],
    ['names', 'It is not in "a" (5).', 'It is not in "b" (6).'],
    ['code', `'{{< a src="x" >}}' is odd.`, '`{{< it\'s "b" >}}` is odd.'],
  ])('with other %s are one kind', (_, one, other) => {
    expect(kindsOf([problem(1, one), problem(2, other)])).toHaveLength(1)
  })

  it('quote texts on one line', () => {
    const long = several(7, (number) => problem(number, `"${number}\u001b[31m\nx" is odd.`))
    expect(among(long)).toHaveLength(6)
    expect(among(long)[0]).toBe('posts/0.md:3: error: "0[31m x" is odd. Mend it.')
  })

  it('that are hard to take apart take no time', () => {
    const hard = several(2, (number) => problem(number, ` (${'"('.repeat(5000)} ${number}`))
    expect(among(hard)).toHaveLength(2)
  })
})
