/** Language tags (BCP 47). */

/** `english`: four letters are reserved, and of five to eight none is registered (RFC 5646, section 2.2.1). */
const NAME = /^[a-z]{4}/i

/** Characters: a feed has the tag in its address. RFC 5646, section 4.4.1, asks programs for 35. */
const MAX_LENGTH = 64

/** Whether a tag is well-formed, and may be that of a language: `en`, `pt-BR`, `zh-Hant`. */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > MAX_LENGTH || NAME.test(tag)) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
