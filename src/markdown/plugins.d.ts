declare module 'markdown-it-deflist' {
  export default function deflist(markdown: import('markdown-it').MarkdownIt): void
}

declare module 'markdown-it-mark' {
  export default function mark(markdown: import('markdown-it').MarkdownIt): void
}

declare module 'markdown-it-emoji/lib/data/full.mjs' {
  const names: Readonly<Record<string, string>>
  export default names
}
