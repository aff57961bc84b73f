/** Licences by the names that people write. */
import type { License } from '../model.ts'

const CREATIVE_COMMONS = /^CC[ -](BY(?:-NC)?(?:-ND|-SA)?)[ -](\d\.\d)$/i
const ADDRESS = /^https?:\/\/creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)\/?$/i
const ZERO = /^(?:CC0(?:[ -]1\.0)?|https?:\/\/creativecommons\.org\/publicdomain\/zero\/1\.0\/?)$/i

/** @param text an SPDX identifier, an address, or any other text */
export function licenseOf(text: string): License {
  if (ZERO.test(text)) return { name: 'CC0-1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' }
  const [, kind, version] = CREATIVE_COMMONS.exec(text) ?? ADDRESS.exec(text) ?? []
  if (kind !== undefined)
    return {
      name: `CC-${kind.toUpperCase()}-${version}`,
      url: `https://creativecommons.org/licenses/${kind.toLowerCase()}/${version}/`,
    }
  return /^https?:\/\//i.test(text) && URL.canParse(text)
    ? { name: text, url: new URL(text).href }
    : { name: text }
}
