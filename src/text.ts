/** Text that every format can carry (XML 1.0, section 2.2, production Char). */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** Well-formed UTF-16 without the characters that no XML document may hold; line ends become `\n`. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '').replace(/\r\n?/g, '\n')
}

/** One line of text: as {@link cleanText}, with runs of white space as one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}
