import type { StateInline } from 'markdown-it'

/** Whether the parser is within the text of a link, where there can be no other. Its types leave it out. */
export function isInLink(state: StateInline & { readonly linkLevel?: number }): boolean {
  return (state.linkLevel ?? 0) > 0
}
