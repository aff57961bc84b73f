/** GitHub's names of emoji, such as `:tada:`. The plugin itself tries each of 1,900 names at every colon. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import names from 'markdown-it-emoji/lib/data/full.mjs'

const NAME = /(?<![\p{L}\p{N}]):([a-z\d_+-]{2,60}):(?![\p{L}\p{N}])/gu

const EMOJI: ReadonlyMap<string, string> = new Map(Object.entries(names))

export function emoji(markdown: MarkdownIt): void {
  markdown.core.ruler.after('linkify', 'emoji', replaceNames)
}

function replaceNames({ src, tokens }: StateCore): void {
  if (!src.includes(':')) return
  for (const { children } of tokens) {
    for (const [index, token] of (children ?? []).entries()) {
      if (token.type === 'text' && !isAddress(children?.[index - 1])) replaceIn(token)
    }
  }
}

function replaceIn(token: Token): void {
  token.content = token.content.replace(NAME, (written, name: string) => EMOJI.get(name) ?? written)
}

/** Whether the text behind a token is an address that became a link. */
function isAddress(token: Token | undefined): boolean {
  return token?.type === 'link_open' && token.info === 'auto'
}
