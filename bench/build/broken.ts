/** Broken posts. */

/** One way after the other in which the checks find a post unusable. */
export function breakPost(text: string, turn: number): string {
  const ways: ((text: string) => string)[] = [
    (post) => post.replace(/^date: .*$/m, 'date: 2026-02-30'),
    (post) => post.replace(/^date: .*$/m, 'date: tomorow'),
    (post) => post.replace(/^date: .*\n/m, ''),
    (post) => post.replace(/^title: "(.*)"$/m, 'title: a: b: $1'),
    (post) => post.replace(/^title: /m, 'title: [unclosed\ntitle: '),
    (post) => post.replace(/^(tags: .*)$/m, '$1\n$1'),
    (post) => post.replace(/\n---\n/, '\n'),
    (post) => post.replace(/^tags: .*$/m, 'tags: { a: 1 }'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nlink: "javascript:alert(1)"'),
    (post) => post.replace(/^(date: .*)$/m, '$1\naudio: missing.mp3'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nauthors: [{ email: nobody@example.org }]'),
    (post) => `${post}\n${'>'.repeat(500)} deep\n`,
    (post) => `${post}\n<textarea>\n`,
    (post) => post.replace(/^(date: .*)$/m, '$1\ndraft: perhaps'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nid: the-same-id-as-others'),
  ]
  return ways[turn % ways.length]?.(text) ?? text
}
