/** Remarks that writers hide are in nothing that is published, code keeps them, and an open one refuses the post. */
import { describe, expect, it } from 'vitest'
import { documents, NOW, post } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { renderMarkdown } from './render.ts'

function render(markdown: string) {
  return renderMarkdown(markdown, { resolve: (address) => address, find: (name) => name, idPrefix: 'p' })
}

/** Signs before and after a remark. */
const SIGNS = [
  ['%%', '%%'],
  ['{% comment %}', '{% endcomment %}'],
  ['{%- comment -%}', '{%-endcomment-%}'],
  ['{% # note: ', ' %}'],
  ['{%- # note: ', ' -%}'],
  ['{{/* ', ' */}}'],
  ['{{- /* ', ' */ -}}'],
  ['{{!-- ', ' --}}'],
  ['{::comment}', '{:/comment}'],
  ['{::comment}', '{:/}'],
  ['{/* ', ' */}'],
  ['{# ', ' #}'],
  ['{{< comment >}}', '{{< /comment >}}'],
  ['{{% comment %}}', '{{%/comment%}}'],
  ['{>>', '<<}'],
  ['<!-- ', ' -->'],
] as const

describe.each(SIGNS)('%s…%s', (open, close) => {
  it.each([
    ['in a line', `Open ${open}secret${close} text.`, 'Open text.'],
    ['over two lines', `Open ${open}secret\nsecret${close} text.`, 'Open text.'],
    ['alone on its line', `${open}secret${close}\n\nOpen text.`, 'Open text.'],
    [
      'over several lines',
      `${open}\nsecret\n\n# secret\n\n\`\`\`\nsecret\n${close}\n\nOpen text.`,
      'Open text.',
    ],
    ['that ends within a line', `${open}\nsecret\n${close} Open text.`, 'Open text.'],
    ['below a line', `Open\n${open}\nsecret\n\nsecret\n${close}\ntext.`, 'Open text.'],
    ['in a heading', `# Open ${open}secret${close}\n\ntext.`, 'Open text.'],
    ['in a list', `- Open\n- ${open}secret${close}text.`, 'Open text.'],
    ['in a list over lines', `- Open\n\n  ${open}\n  secret\n  ${close}\n\n  text.`, 'Open text.'],
    ['in a quotation over lines', `> Open\n>\n> ${open}\n> secret\n> ${close}\n>\n> text.`, 'Open text.'],
    ['in a link', `[Open ${open}secret${close}](https://x.example) text.`, 'Open text.'],
    ['in emphasis', `**Open ${open}secret${close}** text.`, 'Open text.'],
    [
      'in the text of a picture',
      `Open ![${open}secret${close}](https://x.example/a.png) text.`,
      'Open text.',
    ],
    ['in a table', `| Open | text. |\n|-|-|\n| ${open}secret${close} | |`, 'Open text.'],
    ['in a footnote', `Open[^1] text.\n\n[^1]: ${open}secret${close}`, /^Open \[1\] text\./],
    ['in raw HTML', `<div>Open ${open}secret${close} text.</div>`, 'Open text.'],
    ['with marks', `Open ${open}secret *secret \`secret${close} text.`, 'Open text.'],
  ])('%s', (_, markdown, text) => {
    const { html, summary, remnants } = render(markdown)
    expect(`${html}${summary}${remnants}`).not.toContain('secret')
    const shown = html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    if (typeof text === 'string') expect(shown).toBe(text)
    else expect(shown).toMatch(text)
  })

  it.each([
    ['in a span', `Open \`${open}shown${close}\` text.`],
    ['in a fence', `\`\`\`\n${open}shown${close}\n\`\`\``],
    ['in a fence, with an end alone', `\`\`\`\n${close}shown\n\`\`\``],
    ['in indented code', `Open:\n\n    ${open}shown${close}`],
  ])('is shown %s', (_, markdown) => {
    const { html, hidden } = render(markdown)
    expect(html).toContain('shown')
    expect(html.replace(/<[^>]*>/g, '')).not.toBe('shown')
    expect(hidden.size).toBe(0)
  })

  it.each([
    ['in a line', `Open ${open}secret text.\n\nMore text.`],
    ['over paragraphs', `Open ${open}secret\n\nsecret${close} text.`],
    ['in a list item', `- Open ${open}secret\n- secret${close} text.`],
    ['at the top', `${open}\nsecret\n\nsecret`],
    ['in a quotation', `> ${open}\n> secret\n\n${close}`],
    ['in a heading', `# Open ${open}\n\nsecret ${close}`],
  ])('without an end %s refuses the post, and its words stay out of the report', (_, markdown) => {
    expect(() => render(markdown)).toThrow(/./)
    try {
      render(markdown)
    } catch (error) {
      expect(String(error)).not.toContain('secret')
    }
  })
})

describe('a remark', () => {
  it.each(['{% endcomment %}', '{:/comment}', '{{< /comment >}}'])(
    '%s without a beginning refuses the post',
    (sign) => {
      expect(() => render(`Secret.\n\n${sign}\n\nText.`)).toThrow(/is not closed/)
    },
  )

  it('holds others of its kind', () => {
    const inside = '{% comment %}a{% comment %}b{% endcomment %}c{% endcomment %}'
    expect(render(`Open${inside} text.`).html).toBe('<p>Open text.</p>\n')
  })

  it('of Liquid is text between raw and endraw', () => {
    const text = '{% raw %}{% comment %}shown{% endcomment %}{% endraw %}'
    expect(render(`Open ${text} {% comment %}secret{% endcomment %}text.`).html).toBe(
      '<p>Open {% comment %}shown{% endcomment %} text.</p>\n',
    )
  })

  it.each(['{#part}', '{: .center}', '{{ site.url }}', '5 % of 10 %', '{ a }', String.raw`100\%\%`, '{:/}'])(
    '%s is none',
    (text) => expect(render(text).hidden.size).toBe(0),
  )

  it('in the title of a link, the name of a wiki link and an attribute is hidden', () => {
    const { html } = render(
      '[a](https://x.example "t %%secret%%") [[n|b %%secret%%]] <b title="%%secret%%">c</b>',
    )
    expect(html).not.toContain('secret')
  })
})

describe('raw HTML that no browser shows', () => {
  it.each([
    'Open <span hidden>secret</span> text.',
    'Open <span style="color: red; display : NONE !important">secret</span> text.',
    "Open <b STYLE='visibility:hidden'>secret *secret* <i>secret</i></b> text.",
    '<div hidden>\n\nsecret\n\n</div>\n\nOpen text.',
    '<div style="display:none"><div>\n\nsecret\n\n</div>\n\nsecret\n\n</div>\n\nOpen text.',
    '<div hidden="until-found"><img src="secret.png" alt="secret"><a href="secret">secret</a></div>\n\nOpen text.',
    'Open <x-note hidden>secret</x-note> text.',
    'Open <iframe hidden src="https://x.example/secret">secret</iframe> text.',
    '<table><tr hidden><td>secret</td></tr><tr><td>Open text.</td></tr></table>',
    '<section hidden>\n\nsecret\n\n<!-- more -->\n\nsecret\n\n</section>\n\nOpen text.',
    'Open <span style="/* a */ display/**/:none">secret</span> text.',
    'Open <span style="content-visibility: hidden">secret</span> text.',
    'Open <span style="visibility:collapse">secret</span> text.',
    'Open <dialog>secret</dialog> text.',
    '<dialog id="a">\n\nsecret\n\n</dialog>\n\nOpen text.',
    'Open <svg style="display:none"><text>secret</text></svg> text.',
  ])('%j', (markdown) => {
    const asked: string[] = []
    const { html, summary, hidden } = renderMarkdown(markdown, {
      resolve: (address) => {
        asked.push(address)
        return address
      },
      find: (name) => name,
      idPrefix: 'p',
    })
    expect(`${html}${summary}${asked}`).not.toContain('secret')
    const shown = html
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim()
    expect(shown).toBe('Open text.')
    expect(markdown.includes('<table>') ? shown : summary).toBe('Open text.')
    expect(hidden.size).toBe(markdown.includes('<svg') ? 0 : 1)
  })

  it('without an end refuses the post', () => {
    expect(() => render('<div hidden>\n\nsecret')).toThrow(/never closed|open/)
  })

  it.each([
    'Open <span style="color:red" title="hidden">text</span>',
    'Open <span data-hidden class="hidden">text</span>',
    '`<span hidden>`text',
    'Open <details><summary>More</summary>text</details>',
    'Open <dialog open>text</dialog>',
  ])('%j is shown', (text) => {
    expect(render(text).html).toContain('text')
    expect(render(text).hidden.size).toBe(0)
  })

  it('is a picture that counts visits: gone without a note', () => {
    expect(render('Text <img src="https://x.example/p.gif" style="display:none">').hidden.size).toBe(0)
  })
})

describe('a post with remarks', () => {
  const compile = (text: string, settings = {}) => {
    const compilation = createCompiler(parseSite(settings, 'https://blog.example'), hash).compile(
      { sources: [{ path: 'a.md', text }], files: new Map() },
      NOW,
    )
    return { compilation, all: Object.values(documents(compilation)).join('\n') }
  }

  it('is published without them, and a note says so once for each notation, with its line', () => {
    const { compilation, all } = compile(
      post('', 'Open %%secret%% text %%secret%% here.\n\nMore {/* secret */}text. <!-- secret -->'),
    )
    expect(all).toContain('Open')
    expect(all).not.toContain('secret')
    expect(compilation.problems).toMatchObject([
      { severity: 'note', line: 6, what: 'Text in "%%…%%" is a hidden remark, and is not published.' },
      { severity: 'note', line: 8, what: 'Text in "{/* … */}" is a hidden remark, and is not published.' },
    ])
  })

  it('with summaries only holds none of them either', () => {
    const { all } = compile(
      post('content: summary', 'Open %%secret%% text.<!-- secret -->\n\n<!-- more -->\n\nsecret'),
    )
    expect(all).toContain('Open')
    expect(all).not.toContain('secret')
  })

  it('that has no end is not published, and an error names its line', () => {
    const { compilation, all } = compile(post('', 'Open text.\n\nMore %%secret'))
    expect(all).not.toContain('Open')
    expect(compilation.problems).toMatchObject([{ severity: 'error', line: 8 }])
    expect(JSON.stringify(compilation.problems)).not.toContain('secret')
  })

  it.each([
    'title: Open %%secret%% title',
    'description: "Open {# secret #} title"',
    'title: Open <!-- secret --> title',
    'image: { src: "https://x.example/a.png", alt: "Open {/* secret */} title" }',
    'audio: { url: "https://x.example/a.mp3", length: 9, title: "Open %%secret%% title" }',
  ])('in %j holds none of them', (line) => {
    const { compilation, all } = compile(post(line, 'Text.'))
    expect(all).toContain('Open title')
    expect(all).not.toContain('secret')
    expect(compilation.problems).toMatchObject([{ severity: 'note' }])
    expect(JSON.stringify(compilation.problems)).not.toContain('secret')
  })

  it('of a show holds none in the title of its episode', () => {
    const episode =
      'audio: { url: "https://x.example/a.mp3", length: 9 }\npodcast: { title: "Open %%secret%% title" }'
    const show = { author: 'Ada', authors: { Ada: { name: 'Ada', email: 'ada@x.example' } } }
    const { all } = compile(post(episode, 'Text.'), { ...show, podcast: { category: 'Arts > Books' } })
    expect(all).toContain('<itunes:title>Open title</itunes:title>')
    expect(all).not.toContain('secret')
  })

  it.each(['title: How `%%secret%%` works', 'title: "{ braces } and 100 %"'])(
    '%j is shown as it is',
    (line) => {
      expect(compile(post(line, 'Text.')).compilation.problems).toEqual([])
    },
  )

  it.each(['title: Open %%secret', 'description: Open <!-- secret'])('%j is not published', (line) => {
    const { compilation, all } = compile(post(line, 'Text.'))
    expect(all).not.toContain('Open')
    expect(compilation.problems).toMatchObject([{ severity: 'error' }])
    expect(JSON.stringify(compilation.problems)).not.toContain('secret')
  })
})
