/** Texts and addresses as every format can carry them. */

/**
 * What XML 1.0 forbids (section 2.2, production Char) or discourages (its note) and validators warn of:
 * control characters, halves of surrogate pairs, code points that are no characters.
 */
const NO_TEXT = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv

/** Together they find all that {@link NO_TEXT} does but halves of pairs, sooner, and hardly more. */
const CONTROL = /[^\P{Cc}\t\n\r]/u
const NO_CHARACTER = /[\ufdd0-\ufdef\ufffe\uffff\udffe\udfff]/

/** What most texts have none of: what is no text, and halves of pairs, be they pairs or not. */
const DOUBTFUL = /[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]/

/** A text without what is no text. */
export function onlyText(text: string): string {
  if (!DOUBTFUL.test(text)) return text
  const isClean = text.isWellFormed() && !CONTROL.test(text) && !NO_CHARACTER.test(text)
  return isClean ? text : text.replace(NO_TEXT, '')
}

/** A text without what is no text; line ends become `\n`. */
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

/** A text of at most so many characters; a longer one is cut between characters, and ends in "…". */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const start = text.slice(0, most - 1)
  return `${/[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start}…`
}

/**
 * A web address as a URI (RFC 3986): `new URL()` leaves some signs as they are that no URI may hold.
 * @throws {TypeError} if it is not an address
 */
export function toUri(address: string, base?: string): string {
  return uriOf(new URL(address, base))
}

/** The same of an address that is taken to pieces already. */
export function uriOf(url: URL): string {
  // each change has the address parsed again, and few need one
  if (!SIGNS.test(url.href)) return url.href
  url.pathname = encodeSigns(url.pathname)
  url.search = encodeSigns(url.search)
  url.hash = encodeSigns(url.hash)
  return url.href
}

/** Signs that stand for themselves in every part of an address but its host. */
const PLAIN = String.raw`\w~:@!$&*+,;=().%\-`
/** A part of a path is not a dot or two, however they are spelled: those are taken out. */
const PLAIN_URI = new RegExp(
  String.raw`^https?://((?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,})(?:/(?!\.|%2[eE])[${PLAIN}]*)+(?:\?[${PLAIN}/?]*)?(?:#[${PLAIN}/?]*)?$`,
)

/** The host of a web address of which it is plain that it is a URI as it stands; undefined for any other one. */
export function hostOfPlainUri(address: string): string | undefined {
  return PLAIN_URI.exec(address)?.[1]
}

/** A path of the posts folder as the path of an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

const SIGNS = /[[\]{}|\\^`]/

function encodeSigns(part: string): string {
  return part.replace(/[[\]{}|\\^`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Whether a reader would see anything of a text. */
export function showsSomething(text: string): boolean {
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text)
}
