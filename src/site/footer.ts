/** The publisher's own footer as safe HTML. */
import { RenderError, renderMarkdown } from '../markdown/render.ts'
import type { Site } from '../model.ts'

/** Undefined of one that cannot be rendered, such as one that nests too deep. */
export function footerOf({ footer, url }: Site): string | undefined {
  if (footer === undefined) return undefined
  try {
    return renderMarkdown(footer, {
      resolve: (address) => (address.startsWith('/') ? url + address : URL.parse(address)?.href),
      idPrefix: 'footer',
    }).html
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return undefined
  }
}
