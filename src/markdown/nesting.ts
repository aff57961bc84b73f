import type { StateInline } from 'markdown-it'

/** Whether the parser is inside a link, where no other link may begin. The library's types lack `linkLevel`. */
export function isInLink(state: StateInline & { readonly linkLevel?: number }): boolean {
  return (state.linkLevel ?? 0) > 0
}
