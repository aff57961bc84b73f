/**
 * Ids of the headings of a post's page, as GitHub and most generators make them, so links to a part of a page lead
 * there; and a link at each, so that people can copy it.
 */

/** In rendered HTML, where text and attributes hold no bare `<` or `>`; a heading holds no other one. */
const HEADING = /<(h[1-6])((?: [^<>]*)?)>((?:(?!<\/?h[1-6]\b)[\s\S])*)<\/\1>/g

export function withAnchors(html: string): string {
  if (!html.includes('<h')) return html
  const counts = new Map<string, number>()
  return html.replace(HEADING, (heading, tag: string, attributes: string, inside: string) => {
    const name = nameOf(inside)
    if (name === '') return heading
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    const id = count === 0 ? name : `${name}-${count}`
    // an id that stands in feeds, too, keeps its namespace, since links in the post use it
    const [own, other] = attributes.includes(' id="') ? ['', ` id="${id}"`] : [` id="${id}"`, '']
    return `<${tag}${own}${attributes}>${inside}<a class="anchor"${other} href="#${id}" aria-hidden="true" tabindex="-1"></a></${tag}>`
  })
}

function nameOf(inside: string): string {
  return inside
    .replace(/<[^>]*>|&#?\w+;/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
