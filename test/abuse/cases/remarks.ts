/** Hidden remarks and hidden elements, open and closed, as long as a post may be. */
import type { DropCase } from '../case.ts'

const LENGTH = 500_000

const SIGNS = {
  percent: '%%',
  'percent-lines': '%%\n',
  'percent-pairs': '%%a%% ',
  'percent-in-links': '[%%a%%',
  liquid: '{% comment %}',
  'liquid-pairs': '{% comment %}{% endcomment %}\n',
  'liquid-spaces': `{%${' '.repeat(100)}`,
  'raw-open': '{% raw %}',
  kramdown: '{::comment}\n{:/comment} ',
  mdx: '{/*',
  'mdx-stars': '{/* */ ',
  comments: 'a <!-- ',
  quotes: '> %%\n> a\n> %%\n',
  lists: '- %%\n  a\n  %%\n',
  html: '<div>%%a%%</div>\n\n',
  'liquid-notes': '{% # a %} ',
  'go-templates': '{{/*',
  'hidden-elements': 'a <i hidden></i>',
  'hidden-open': '<div hidden>\n\na\n\n</div>\n<a "',
}

export const cases: readonly DropCase[] = Object.entries(SIGNS).map(([name, sign]) => ({
  name: `remarks: ${name}`,
  posts: {
    [`remarks-${name}.md`]: `---\ntitle: Remarks\ndate: 2026-01-02\n---\n${sign.repeat(LENGTH / sign.length)}`,
  },
}))
