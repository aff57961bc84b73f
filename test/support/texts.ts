/** Texts as hostile as a file can hold them, for property tests. */
import fc from 'fast-check'

/** What breaks writers of feeds: ends of sections, entities, markup, tokens and patterns of our own. */
const FRAGMENTS = [
  ...[']]>', '<![CDATA[', ']]', '&', '&amp;', '&lt;', '&#0;', '&#xD800;', '&nbsp;', '&copy', ';', '<', '>'],
  ...['"', "'", '`', '<b>', '</b>', '</title>', '</item>', '</entry>', '<!--', '-->', '--', '<?xml ?>', '?>'],
  ...['<script>', '\\', '\\u0000', '{', '}', '[', ']', '$&', '$1', '%', '%00', 'urn:hole:0:', 'urn:hole:1:'],
  ...[
    '\u0000',
    '\u0007',
    '\u001B',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u007F',
    '\u0085',
    '\u009F',
    '\u00A0',
    '\u2028',
  ],
  ...['\uD800', '\uDC00', '\uDFFF\uD800', '\uFFFE', '\uFFFF', '\uFEFF', '\uFDD0', '\u{1FFFE}', '\u{10FFFF}'],
  ...['\u202E', '\u200D', 'é', 'é', '日本', '😀', '𝒳', ' ', 'a', 'Tea', '42', 'true', 'null', '1e5', '0x1F'],
]

const codeUnit = fc.nat(0xffff).map((unit) => String.fromCharCode(unit))

/** Any UTF-16, well-formed or not. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ arbitrary: fc.constantFrom(...FRAGMENTS), weight: 3 }, codeUnit), { maxLength: 12 })
  .map((parts) => parts.join(''))
