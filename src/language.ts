/** Language tags (BCP 47). */

/** Whether a tag is well-formed: `en`, `pt-BR`, `zh-Hant`. */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
