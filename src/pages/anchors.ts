/** Ids of the headings of a post's page, as GitHub and most generators make them: so links to a part of a page lead there. */

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
    const anchor = `id="${count === 0 ? name : `${name}-${count}`}"`
    // an id that stands in feeds, too, keeps its namespace, since links in the post use it
    return attributes.includes(' id="')
      ? `<${tag}${attributes}><a ${anchor}></a>${inside}</${tag}>`
      : `<${tag} ${anchor}${attributes}>${inside}</${tag}>`
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
