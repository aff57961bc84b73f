/** Dialects of Markdown: each half written, or nested, as long as a post may be. */
import type { DropCase } from '../case.ts'
import { FRONT_MATTER } from './rendering.ts'

const LENGTH = 200_000

const SIGNS = {
  'containers that nest': ':::note\n',
  'containers with more and more colons': '::::::: a\n:::\n',
  'containers in quotations': '> :::note\n> :::\n',
  'admonitions that never begin': '!!! note\n',
  'admonitions that nest': '!!! note\n    a\n\n',
  callouts: '> [!NOTE]\n\n',
  'callouts that nest': '> [!NOTE]\n> ',
  'formulas of one line': '$$a\n',
  dollars: '$a ',
  'dollars in pairs': '$a$ ',
  'attribute lists': 'a{: .x}',
  'attribute lists that never close': '`a`{.x ',
  'headings of one name': '# a\n\n',
  'headings with ids': '# a {#b}\n\n',
  'braces behind headings': `# ${'{'.repeat(100)}\n`,
  'links to headings': '[a](#b) ',
  'names of emoji': ':tada:',
  colons: ':a',
  abbreviations: '*[A1]: b\n\nA1 ',
  definitions: 'a\n: b\n\n',
  'definitions that nest': ': ',
  'code that is never closed': '{% highlight a %}\n',
  'code in quotations': '> {% highlight a %}\n',
  tags: '{{< youtube a >}} ',
  'tags that never close': '{{< a ',
  'tags in addresses': '[a]({{ site.url }}',
  'tags in HTML': '<a {{ b }} ',
  raw: '{% raw %}{{',
  'statements that never close': '\nexport const a = [\n',
  'imports without an end': '\nimport {\n',
  'attributes with expressions': '<a b={',
  braces: '{',
  'frames closed as in JSX': '<iframe "',
  'code in raw HTML': '<pre>{{ ',
  'tags of HTML that never close': '<textarea>',
  'expansions of a shell': '${a%% ',
  'alignments of pictures': '![a](b align="',
  gists: '<script src=https://gist.github.com/a/ ',
}

/** Above the limit on length. */
const OPEN_FORMULA: DropCase = {
  name: 'dialects: a formula that is never closed',
  posts: { 'open-formula.md': `${FRONT_MATTER}$$\n${'a '.repeat(500_000)}` },
  reported: /open-formula\.md:.*characters long/,
}

const DEEP: DropCase = {
  name: 'dialects: containers that nest 10,000 deep',
  posts: { 'deep.md': `${FRONT_MATTER}${':::note\n'.repeat(10_000)}${':::\n'.repeat(10_000)}` },
  reported: /deep\.md:.*too much markup/,
}

export const cases: readonly DropCase[] = [
  OPEN_FORMULA,
  DEEP,
  ...Object.entries(SIGNS).map(([name, sign]) => {
    const text = FRONT_MATTER + sign.repeat(LENGTH / sign.length)
    return { name: `dialects: ${name}`, posts: { 'hostile.md': text, 'hostile.mdx': text } }
  }),
]
