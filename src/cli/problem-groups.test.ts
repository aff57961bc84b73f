/** Problems as people read them: a line each, or in groups that keep what one needs. */
import { describe, expect, it } from 'vitest'
import type { Problem } from '../model.ts'
import { formatProblems } from './report.ts'

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
/** So many that they are told in groups. */
const tell = (problems: readonly Problem[]) => {
  const others = several(21, (number) => problem(number, 'It is another matter.'))
  const lines = formatProblems([...others, ...problems], 'posts').split('\n')
  return lines.slice(lines.indexOf('  and 16 more') + 1)
}

describe('as many problems as a screen shows', () => {
  it('are a line each', () => {
    const two = [
      problem(1, 'It is wrong ("value 1 (of many)").'),
      problem(2, 'It is odd.', { severity: 'warning' }),
    ]
    expect(formatProblems(two, 'posts').split('\n')).toEqual([
      'posts/1.md:3: error: It is wrong ("value 1 (of many)"). Mend it.',
      'posts/2.md:3: warning: It is odd. Mend it.',
    ])
  })
})

describe('notes', () => {
  it('are a line for each kind, behind what is to be mended', () => {
    const notes = several(3, (number) =>
      problem(number, `The file "/${number}.png" is expected.`, { severity: 'note' }),
    )
    const odd = problem(4, 'It is odd.', { severity: 'warning' })
    expect(formatProblems([...notes, odd, problem(5, 'It is wrong.')], 'posts').split('\n')).toEqual([
      'posts/5.md:3: error: It is wrong. Mend it.',
      'posts/4.md:3: warning: It is odd. Mend it.',
      '3 × note: The file "…" is expected. Mend it. posts/0.md:3, posts/1.md:3, posts/2.md:3',
    ])
  })
})

describe('more problems', () => {
  it('are told by kind, with what each has of its own', () => {
    const many = several(300, (number) =>
      problem(number, `${number % 3 ? 'A is wrong' : 'B is odd'} ("value ${number} (of many)").`),
    )
    expect(formatProblems(many, 'posts').split('\n')).toEqual([
      '200 × error: A is wrong. Mend it.',
      '  posts/1.md:3  "value 1 (of many)"',
      '  posts/2.md:3  "value 2 (of many)"',
      '  posts/4.md:3  "value 4 (of many)"',
      '  posts/5.md:3  "value 5 (of many)"',
      '  posts/7.md:3  "value 7 (of many)"',
      '  and 195 more',
      '100 × error: B is odd. Mend it.',
      '  posts/0.md:3  "value 0 (of many)"',
      '  posts/3.md:3  "value 3 (of many)"',
      '  posts/6.md:3  "value 6 (of many)"',
      '  posts/9.md:3  "value 9 (of many)"',
      '  posts/12.md:3  "value 12 (of many)"',
      '  and 95 more',
      'Every place: dropfeed check --json',
    ])
  })

  it('are in order of severity, however many there are of each', () => {
    const notes = several(30, (number) => problem(number, 'A is hidden.', { severity: 'note' }))
    const warnings = several(20, (number) => problem(number, 'B is odd.', { severity: 'warning' }))
    const lines = formatProblems([...notes, ...warnings, problem(1, 'C is wrong.')], 'posts').split('\n')
    expect(lines.filter((line) => !line.startsWith('  ')).slice(0, 3)).toEqual([
      'posts/1.md:3: error: C is wrong. Mend it.',
      '20 × warning: B is odd. Mend it.',
      '30 × note: A is hidden. Mend it. posts/0.md:3, posts/1.md:3, posts/2.md:3, posts/3.md:3, posts/4.md:3, and 25 more',
    ])
  })

  it('one of a kind is told whole', () => {
    const shared = problem(1, 'The post has the same id as "tea.md" ("x").', { why: 'Readers see one.' })
    expect(tell([shared])).toEqual([
      'posts/1.md:3: error: The post has the same id as "tea.md" ("x"). Readers see one. Mend it.',
      'Every place: dropfeed check --json',
    ])
  })

  it('where every place was told nothing is said of others', () => {
    const few = several(24, (number) => problem(number, `${'ABCD'[number % 4]} is wrong.`))
    const lines = formatProblems(few, 'posts').split('\n')
    expect(lines).toHaveLength(28)
    expect(lines.at(-1)).toBe('  posts/23.md:3')
  })

  it('what all of a kind have in common stays in the words, with the reason', () => {
    const same = several(2, (number) =>
      problem(number, `The file "tea.jpg" is ${number + 4} kB, and not in "folder ${number}" (5).`, {
        why: 'It would be lost.',
        severity: 'warning',
      }),
    )
    expect(tell(same)).toEqual([
      '2 × warning: The file "tea.jpg" is … kB, and not in "…" (5). It would be lost. Mend it.',
      '  posts/0.md:3  4, "folder 0"',
      '  posts/1.md:3  5, "folder 1"',
      'Every place: dropfeed check --json',
    ])
  })

  it('a key is no value: what is wrong with another one is another problem', () => {
    const keys = ['"date" is odd ("a").', '"date" is odd ("b").', '"tags" is odd ("b").']
    expect(tell(keys.map((what, index) => problem(index, what)))).toEqual([
      '2 × error: "date" is odd. Mend it.',
      '  posts/0.md:3  "a"',
      '  posts/1.md:3  "b"',
      'posts/2.md:3: error: "tags" is odd ("b"). Mend it.',
      'Every place: dropfeed check --json',
    ])
  })

  it('code is a value, in whichever quotation marks it stands', () => {
    const code = [`'{{< a src="x" >}}' is odd.`, '`{{< it\'s "b" >}}` is odd.', '"{{ c }}" is odd.']
    expect(tell(code.map((what, index) => problem(index, what)))).toEqual([
      '3 × error: "…" is odd. Mend it.',
      `  posts/0.md:3  '{{< a src="x" >}}'`,
      '  posts/1.md:3  `{{< it\'s "b" >}}`',
      '  posts/2.md:3  "{{ c }}"',
      'Every place: dropfeed check --json',
    ])
  })

  it('nothing that is quoted leaves its line, or fills the screen', () => {
    const long = several(2, (number) => problem(number, `"${number}\u001b[31m\n${'x'.repeat(500)}" is odd.`))
    expect(tell(long)).toEqual([
      '2 × error: "…" is odd. Mend it.',
      `  posts/0.md:3  "0[31m ${'x'.repeat(52)}…`,
      `  posts/1.md:3  "1[31m ${'x'.repeat(52)}…`,
      'Every place: dropfeed check --json',
    ])
  })

  it('words that are hard to take apart take no time', () => {
    const hard = several(2, (number) => problem(number, ` (${'"('.repeat(5000)} ${number}`))
    expect(tell(hard)).toHaveLength(4)
  })
})
