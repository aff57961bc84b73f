/** Posts that are too large to be kept, and what must become of each. */

interface Giant {
  readonly name: string
  readonly text: string
}

function post(title: string, body: string): string {
  return `---\ntitle: ${title}\ndate: 2026-06-01\n---\n\n${body}\n`
}

export function giants(): Giant[] {
  return [
    { name: 'giant-20-mb.md', text: post('20 MB', 'All work and no play. '.repeat(1_000_000)) },
    { name: 'giant-nested-quotes.md', text: post('5,000 quotes', `${'> '.repeat(5000)}deep`) },
    { name: 'giant-brackets.md', text: post('20,000 brackets', '['.repeat(20_000)) },
    {
      name: 'giant-brackets-closed.md',
      text: post('Brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    },
    { name: 'giant-emphasis.md', text: post('Stars', '*a **a '.repeat(10_000)) },
    { name: 'giant-title.md', text: post('Title '.repeat(4000), 'Text.') },
    { name: 'giant-cdata-ends.md', text: post('Ends', ']]>'.repeat(50_000)) },
    { name: 'giant-entities.md', text: post('Entities', '&amp;&lt;'.repeat(20_000)) },
    { name: 'giant-tags.md', text: post(`Tags\ntags: [${'a,'.repeat(5000)}b]`, 'Text.') },
    { name: 'giant-line.md', text: post('A line', 'x'.repeat(400_000)) },
  ]
}
