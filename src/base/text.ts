/** Texts and addresses as every format can carry them. */

/**
 * What XML 1.0 forbids (section 2.2, production Char) or discourages (its note) and validators warn of:
 * control characters, halves of surrogate pairs, code points that are no characters.
 */
const NO_TEXT = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv

/** Finds every text that {@link NO_TEXT} changes, and those with characters beyond U+FFFF; much faster. */
const DOUBTFUL = /[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]/

/** Removes the characters that XML forbids or discourages. */
export function onlyText(text: string): string {
  return DOUBTFUL.test(text) ? text.replace(NO_TEXT, '') : text
}

/** Removes the characters that XML forbids or discourages; line ends become `\n`. */
export function cleanText(text: string): string {
  const clean = onlyText(text)
  return clean.includes('\r') ? clean.replace(/\r\n?/g, '\n') : clean
}

/** One line of text: as {@link cleanText}, with runs of white space as one space. */
export function cleanLine(text: string): string {
  return collapse(cleanText(text))
}

/** Runs of white space as one space, and none around. */
export function collapse(text: string): string {
  return text.replace(/[^\S ]\s*| \s+/g, ' ').trim()
}

/** Cuts a text to at most `most` UTF-16 units, between characters; what is cut ends in "…". */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const start = text.slice(0, most - 1)
  return `${start.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`
}

/**
 * A web address as a URI (RFC 3986): `new URL()` leaves some signs as they are that no URI may hold.
 * @throws {TypeError} if it is not an address
 */
export function toUri(address: string, base?: string): string {
  return uriOf(new URL(address, base))
}

/** The same for a parsed address. */
export function uriOf(url: URL): string {
  // each change has the address parsed again, and few need one
  if (!SIGNS.test(url.href)) return url.href
  url.pathname = encodeSigns(url.pathname)
  url.search = encodeSigns(url.search)
  url.hash = encodeSigns(url.hash)
  return url.href
}

/** Percent-decoded; undefined where it is not encoded well. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Percent-decoded, or as it is where it is not encoded well. */
export function decoded(text: string): string {
  return decode(text) ?? text
}

/** A path of the posts folder as the path of an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** The decoded path of a page as the path of an address. */
export function encodePage(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent)
}

const SIGNS = /[[\]{}|\\^`]/

function encodeSigns(part: string): string {
  return part.replace(/[[\]{}|\\^`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The bytes of a text in base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
}

/** Whether a text has visible characters. */
export function showsSomething(text: string): boolean {
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text)
}
