/** Tags in the order in which every HTML parser sees them. */
import { parseFragment, serialize } from 'parse5'

/** All but `tbody`, which the standard adds wherever it is left out. */
const TAGS = /<\/?(?!tbody)[a-z][a-z0-9]*/g

/**
 * The same HTML, with the tags where the HTML standard puts them: a paragraph ends before a table, text in a table
 * stands before it. Parsers that are not the standard's leave that to readers, who then each see another text.
 * What is in order stays as it is.
 */
export function arrange(html: string): string {
  const arranged = serialize(parseFragment(html))
  return tagsOf(arranged) === tagsOf(html) ? html : arranged.replaceAll('&nbsp;', '\u00A0')
}

function tagsOf(html: string): string {
  return html.match(TAGS)?.join('') ?? ''
}
