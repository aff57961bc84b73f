/** Links to a part of a post's page. */
import { expect, it } from 'vitest'
import { compiled, post } from '../../test/support/compiled.ts'
import { withAnchors } from './content.ts'

const link = (id: string, other = '') =>
  `<a class="anchor"${other} href="#${id}" aria-hidden="true" tabindex="-1"></a>`

it.each([
  [
    '<h2>Green Tea &amp; pots!</h2>',
    `<h2 id="green-tea--pots">Green Tea &amp; pots!${link('green-tea--pots')}</h2>`,
  ],
  ['<h2>A <code>pot</code></h2>', `<h2 id="a-pot">A <code>pot</code>${link('a-pot')}</h2>`],
  ['<h2>Tea</h2><h3>Tea</h3>', `<h2 id="tea">Tea${link('tea')}</h2><h3 id="tea-1">Tea${link('tea-1')}</h3>`],
  ['<h2 id="p1-x">Grün</h2>', `<h2 id="p1-x">Grün${link('grün', ' id="grün"')}</h2>`],
  ['<h2>🍵</h2>', '<h2>🍵</h2>'],
  ['<h2>open <h2>', '<h2>open <h2>'],
])('%s', (html, expected) => {
  expect(withAnchors(html)).toBe(expected)
})

it('a link to a heading of another post leads to an id of its page', () => {
  const site = compiled({ 'a.md': post('', '[pots](b.md#black-pots)'), 'b.md': post('', '## Black *pots*') })
  expect(site.page('/posts/a')?.item).toContain('/posts/b#black-pots')
})

it('takes linear time', () => {
  for (const part of ['<h2>', '<h2>a</h2>', '<h1></h2>']) withAnchors(part.repeat(20_000))
})
