/** Posts that are HTML with front matter, as Hugo and Jekyll have them. */
import { describe, expect, it } from 'vitest'
import { compiled, documents, post } from '../../test/support/compiled.ts'

/** A post of this HTML, and what is reported of it. */
function html(body: string) {
  const site = compiled({ 'a.html': `---\ntitle: Tea\ndate: 2026-01-31\n---\n${body}` })
  const [item] = JSON.parse(documents(site).json).items
  return { ...item, problems: site.problems.map(({ line, what }) => `${line} ${what}`) }
}

describe('a post of HTML', () => {
  it('is no Markdown', () => {
    const { content_html, problems } = html('<p>Not *strong*.</p>\n\n    <p>No code.</p>\n\n# No heading\n')
    expect(content_html).toBe('<p>Not *strong*.</p>\n\n    <p>No code.</p>\n\n# No heading\n')
    expect(problems).toEqual([])
  })

  it('is as safe as raw HTML in Markdown', () => {
    const { content_html } = html(
      '<p onclick="x()">Tea<script>x()</script> <a href="javascript:x()">a</a></p>',
    )
    expect(content_html).toBe('<p>Tea a</p>')
  })

  it('has the addresses that tags stand for, and others are reported', () => {
    const { content_html, problems } = html(
      '<a href="{{ site.url }}/pots">pots</a>\n{{ page.nothing }}\n<pre>{{ code }} %%</pre>',
    )
    expect(content_html).toContain('href="https://blog.example/pots"')
    expect(content_html).toContain('<pre>{{ code }} %%</pre>')
    expect(problems).toEqual(['6 "{{ page.nothing }}" has no meaning here, and is published as text.'])
  })

  it('has no Markdown in feeds', () => {
    const posts = { 'a.html': post('title: A', '<p>Tea</p>'), 'b.md': post('title: B', 'Tea') }
    const { rss } = documents(compiled(posts, { feeds: { markdown: true } }))
    expect(rss.match(/<source:markdown>.*?<\/source:markdown>/gs)).toEqual([
      expect.stringContaining('Tea</source:markdown>'),
    ])
    expect(rss).not.toContain('<source:markdown>&lt;p&gt;')
  })

  it('keeps hidden remarks back, also around code', () => {
    const { content_html } = html('<p>Tea {% comment %}<pre>secret</pre>{% endcomment %} pot</p>')
    expect(content_html).toBe('<p>Tea  pot</p>')
  })

  it.each([
    ['<h2>Pots</h2><p>Warm the <b>pot</b> &amp; cup.</p><p>More.</p>', 'Warm the pot & cup.'],
    ['Warm the pot.<br><br>More.', 'Warm the pot.'],
    ['<div><img src="a.png" alt=""></div><div>Warm &lt;it&gt;.</div>', 'Warm <it>.'],
  ])('has its first text as summary: %s', (body, summary) => {
    expect(html(body).summary).toBe(summary)
  })

  it('with an unclosed tag is reported with its line', () => {
    expect(html('<p>Tea</p>\n\n<!-- to do\n<p>More</p>').problems).toEqual([
      '7 The raw HTML opens "<!--" and never closes it.',
    ])
  })

  it('takes linear time', () => {
    for (const part of ['<pre', '<code>', '<p>{{ x }}', '<!-- ', '{% comment %}{% endcomment %}'])
      expect(() => html(part.repeat(5000))).not.toThrow()
  })
})
