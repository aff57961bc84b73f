/** The Markdown of a post as another system can show it: with absolute addresses. */

/** Code stays as it is; group 2 is what stands before an address, group 3 the address. */
const CODE = '^ {0,3}(?:`{3,}[^]*?^ {0,3}`{3,}|~{3,}[^]*?^ {0,3}~{3,})|`+[^`]*`+'
const BEFORE = '\\]\\(\\s*<?|^ {0,3}\\[[^\\]\\n]+\\]:[ \\t]*<?|\\s(?:href|src|poster|cite)\\s*=\\s*["\']?'
const ADDRESSES = new RegExp(`(${CODE})|(${BEFORE})([^\\s()<>"']+)`, 'gim')

/** Comments: of HTML, and as a reference that nothing refers to. */
const COMMENT = /<!--(?!\s*more\s*-->)|^ {0,3}\[[^\]\n]*\]:[ \t]*(?:#|<>)/m

/**
 * Undefined of a text with comments: they are not for readers.
 * @param resolved addresses as the renderer met them, and where they lead
 * @param url of the post's page
 */
export function withAbsoluteLinks(
  markdown: string,
  resolved: ReadonlyMap<string, string>,
  url: string,
): string | undefined {
  if (COMMENT.test(markdown)) return undefined
  return markdown
    .trim()
    .replace(ADDRESSES, (whole, code: string | undefined, before: string, address: string) => {
      if (code !== undefined) return whole
      const known = resolved.get(address) ?? resolved.get(encoded(address))
      return before + (known ?? URL.parse(address, url)?.href ?? address)
    })
}

/** As markdown-it passes on what a person wrote. */
function encoded(address: string): string {
  return encodeURI(address).replace(/%25([\da-f]{2})/gi, '%$1')
}
