/** Front matter: what is read, where it stands, and that nothing that only resembles it gets out. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Problem } from '../model.ts'
import { type FrontMatter, readBody, readFrontMatter } from './frontmatter.ts'

function read(text: string): FrontMatter | Problem {
  return readFrontMatter({ path: 'a.md', text })
}

function good(text: string): FrontMatter {
  const matter = read(text)
  if ('what' in matter) throw new Error(`${matter.line}:${matter.column} ${matter.what}`)
  return matter
}

function bad(text: string): Problem {
  const matter = read(text)
  if (!('what' in matter)) throw new Error(`It was read: ${JSON.stringify([...matter.fields])}`)
  return matter
}

function fields(text: string): Record<string, unknown> {
  return Object.fromEntries(good(text).fields)
}

/** Of the processor: what else the machine does does not count. */
function milliseconds(action: () => unknown): number {
  const start = process.threadCpuUsage()
  action()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

describe('three languages', () => {
  it.each([
    ['YAML', '---\ntitle: Tea\ntags: [a, b]\n---\nText.\n'],
    ['YAML that ends with dots', '---\ntitle: Tea\ntags: [a, b]\n...\nText.\n'],
    ['YAML by its name', '---yaml\ntitle: Tea\ntags: [a, b]\n---\nText.\n'],
    ['TOML', '+++\ntitle = "Tea"\ntags = ["a", "b"]\n+++\nText.\n'],
    ['TOML by its name', '---toml\ntitle = "Tea"\ntags = ["a", "b"]\n---\nText.\n'],
    ['JSON', '{\n\t"title": "Tea",\n\t"tags": ["a", "b"]\n}\nText.\n'],
    ['JSON on one line', '{ "title": "Tea", "tags": ["a", "b"] }\nText.\n'],
    ['JSON by its name', '---json\n{ "title": "Tea", "tags": ["a", "b"] }\n---\nText.\n'],
  ])('%s', (_, text) => {
    expect(fields(text)).toEqual({ title: 'Tea', tags: ['a', 'b'] })
    expect(good(text).body).toBe('Text.\n')
    expect(text.split('\n')[good(text).bodyLine - 1]).toBe('Text.')
  })

  it('YAML leaves every value as it is written', () => {
    const text = '---\na: 12:30\nb: 010\nc: 1.10\nd: no\ne: 2026-02-30\nf: 1e3\ng: ~\nh: 0x10\n---\n'
    expect(Object.values(fields(text))).toEqual([
      '12:30',
      '010',
      '1.10',
      'no',
      '2026-02-30',
      '1e3',
      '~',
      '0x10',
    ])
  })

  it('JSON ends where its object ends, wherever its braces stand', () => {
    const text = '{\n"a": {\n"b": "} \\" {"\n}\n}\n\n}\nText.'
    expect(fields(text)).toEqual({ a: { b: '} " {' } })
    expect(good(text).body).toBe('\n}\nText.')
  })

  it('JSON escapes name characters beyond the first plane', () => {
    expect(fields('{ "a": "\\ud83c\\udf89 \\/" }')).toEqual({ a: '🎉 /' })
  })

  it('a rule, a heading, and a list are text', () => {
    for (const text of [
      '-----\n\nText.',
      '# Title\n\n---\n\nText.',
      '- a\n- b\n',
      'Text: yes.\n',
      '{{ shortcode }}',
      '',
    ]) {
      expect(good(text).fields.size).toBe(0)
      expect(good(text).body).toBe(text)
    }
  })

  it.each(['---\n---\nText.', '---\n\n---\nText.', '---\n# draft: true\n---\nText.', '+++\n+++\nText.'])(
    'empty front matter is front matter: %j',
    (text) => {
      expect(good(text).body).toBe('Text.')
      expect(good(text).fields.size).toBe(0)
    },
  )
})

describe('what stands before it', () => {
  it.each([
    ['a byte order mark', '\uFEFF---\ntitle: Tea\n---\nText.', 4],
    ['blank lines', '\n \n\t\n---\ntitle: Tea\n---\nText.', 7],
    ['a mark and a blank line', '\uFEFF\r\n---\r\ntitle: Tea\r\n---\r\nText.', 5],
    ['CRLF', '---\r\ntitle: Tea\r\n---\r\nText.', 4],
    ['CR alone', '---\rtitle: Tea\r---\rText.', 4],
    ['spaces behind fences', '---  \ntitle: Tea\n--- \t\nText.', 4],
    ['control characters', '---\u0000\ntitle: T\u0007ea\n---\u0001\nText.', 4],
    ['lone surrogates', '---\ntitle: T\ud800ea\n---\nText.', 4],
  ])('%s', (_, text, bodyLine) => {
    expect(fields(text)).toEqual({ title: 'Tea' })
    expect(good(text)).toMatchObject({ body: 'Text.', bodyLine })
  })
})

describe('no program ever runs', () => {
  afterEach(() => Reflect.deleteProperty(globalThis, 'ran'))

  it.each([
    'js',
    'javascript',
    'JavaScript',
    'coffee',
    'cson',
    'constructor',
    '__proto__',
    'toString',
    'xml',
  ])('---%s is refused', (language) => {
    const problem = bad(`---${language}\n{ title: (globalThis.ran = true) }\n---\n`)
    expect(problem).toMatchObject({
      line: 1,
      what: expect.stringContaining(JSON.stringify(language.toLowerCase())),
    })
    expect(problem.fix).toMatch(/YAML/)
    expect(globalThis).not.toHaveProperty('ran')
  })

  it('tags of YAML make no objects', () => {
    const text =
      '---\na: !!js/function "function () { globalThis.ran = true }"\nb: !!timestamp 2026-01-31\nc: !ruby/object:Tea x\n---\n'
    expect(Object.values(fields(text)).map((value) => typeof value)).toEqual(['string', 'string', 'string'])
  })

  it('tags of YAML hide no keys', () => {
    expect(fields('---\n!!set\ndraft: true\n---\n').draft).toBe('true')
    expect(bad('---\n!!omap\n- draft: true\n---\n').what).toMatch(/not a table/)
  })

  it('a file cannot set options of gray-matter', () => {
    const text = '---\nexcerpt_separator: <!-- x -->\nengines: { yaml: x }\nlanguage: js\n---\nA <!-- x --> B'
    expect(good(text).body).toBe('A <!-- x --> B')
    expect(fields(text)).toMatchObject({ excerpt_separator: '<!-- x -->', language: 'js' })
  })

  it('names of the prototype are only names', () => {
    const text = '---\n__proto__: { draft: true }\nconstructor: x\ntoString: y\nhasOwnProperty: z\n---\n'
    expect([...good(text).fields.keys()]).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    expect(Object.prototype).not.toHaveProperty('draft')
  })
})

describe('what only resembles front matter is refused, for a draft could be in it', () => {
  it.each([
    ['a fence of four', '----\ndraft: true\n----\nText.', 1],
    ['a fence of four and a blank line', '----\n\ntitle: x\ndraft: true\n---\nText.', 1],
    ['a fence with words', '--- my settings\ndraft: true\n---\n', 1],
    ['a fence with a word', '--- x\ndraft: true\n---\n', 1],
    ['an indented fence', '  ---\n  draft: true\n  ---\n', 1],
    ['an invisible character before the fence', '\u200b---\ntitle: x\n---\n', 1],
    ['a dash that an editor has improved', '—\ntitle: x\n—\n', 1],
    ['another kind of fence', ';;;\n"title": "x"\n;;;\n', 1],
    ['a comment above', '<!-- mine -->\n---\ntitle: x\n---\n', 1],
    ['comments and blank lines above', '\n<!-- a -->\n\n<!-- b -->\n---\ndraft: true\n---\n', 2],
    ['a heading above', '# Tea\n\n---\ndraft: true\n---\n', 1],
    ['a block of code', '```yaml\n---\ntitle: x\ndraft: true\n---\n```\n', 1],
    ['no fence above, and words', 'title: x\ndraft: true\nwords\n---\nText.', 1],
    ['no fence at all', 'title: x\ndraft: true\n\nText.', 1],
    ['no fence at all, and another word', 'Published: no\n\nText.', 1],
    ['braces that are not JSON', '{title: x, draft: true}\nText.', 1],
    ['a second block', '---\ntitle: x\n---\n---\ndraft: true\n---\nText.', 5],
    ['a fence too early', '---\ntitle: x\n---\ntags: [a]\ndraft: true\n---\nText.', 5],
    ['settings below an empty block', '---\n---\n\n"draft": true\n', 4],
    ['words and a setting below an empty block', '+++\n+++\nText\ndraft: true\n', 4],
    ['no closing fence', '---\ntitle: x\ndraft: true\n\nText.\n', 1],
    ['a closing fence with words', '\n---\ntitle: x\n--- x\nText.\n', 2],
    ['JSON without an end', '{\n"draft": true,\n\nText.\n', 1],
  ])('%s', (_, text, line) => {
    expect(bad(text)).toMatchObject({ severity: 'error', path: 'a.md', line })
    expect(bad(text).fix).toMatch(/\.$/)
  })

  it('a second YAML document is not overlooked', () => {
    expect(bad('---\ntitle: x\n--- # more\ndraft: true\n---\nText.').what).toMatch(/begins with "---"/)
  })

  it('a text of YAML may hold rules', () => {
    expect(fields('---\na: |\n  x\n  ---\n  y\n---\n')).toEqual({ a: 'x\n---\ny\n' })
  })

  it('a post about front matter is a post', () => {
    const example = '```yaml\n---\ndraft: true\n---\n```\n'
    for (const body of [`Put this above:\n\n${example}`, example]) {
      expect(good(`---\ntitle: x\n---\n${body}`).body).toBe(body)
    }
  })
})

describe('mistakes in words, with the place in the file', () => {
  const mistakes: [story: string, lines: string[], line: number, column: number, words: RegExp][] = [
    ['a colon in a title', ['title: Tea: green'], 1, 8, /second ":"/],
    ['an indented key', ['title: Tea', '  draft: true'], 1, 8, /indented too far/],
    ['a tab', ['a:', '\tb: c'], 2, 1, /tab/],
    ['no colon', ['title: Tea', 'draft:true', 'x: y'], 2, 1, /key: value/],
    ['no space after the colon', ['title: Tea', 'draft:true'], 2, 1, /./],
    ['a sign of YAML', ['a: b', 'title: @ada'], 2, 8, /character/],
    ['a quotation mark that is not closed', ['a: b', 'title: "Tea'], 2, 12, /a quotation mark is not closed/],
    [
      'a list that is not closed',
      ['a: b', 'tags: [tea, cup'],
      2,
      0,
      /a list that opens with "\[" is not closed/,
    ],
    ['a table that is not closed', ['author: { name: Ada', 'a: b'], 2, 0, /a table .* "\{" is not closed/],
    ['a path of Windows', ['title: "C:\\dir"'], 1, 11, /"\\" has another meaning/],
    ['a line without a colon', ['title: Tea', 'for two'], 2, 1, /"key: value"/],
    ['an exclamation mark of Spanish', ['a: b', 'title: !Hola amigos'], 2, 14, /begins with "!"/],
    ['words behind a quotation', ['title: "Tea" time'], 1, 14, /extra text/],
    ['emphasis', ['a: b', 'title: *Tea*'], 2, 8, /begins with "\*"/],
    [
      'a key that is there twice',
      ['draft: true', 'title: x', 'draft: false'],
      3,
      1,
      /"draft" is there twice/,
    ],
    [
      'a key that is there twice in a table',
      ['a:', '  draft: no', '  draft: yes'],
      3,
      3,
      /"draft" is there twice/,
    ],
    ['a table that holds itself', ['a: &a', '  b: *a'], 2, 6, /begins with "\*"/],
    ['a list', ['- a', '- b'], 1, 0, /not a table/],
  ]
  const places: [name: string, before: string, end: string, above: number][] = [
    ['', '---\n', '\n', 1],
    ['after blank lines', '\n\n---\n', '\n', 3],
    ['after a mark, with CRLF', '\uFEFF---\r\n', '\r\n', 1],
  ]
  describe.each(places)('YAML %s', (_, before, end, above) => {
    it.each(mistakes)('%s', (_, lines, line, column, words) => {
      const problem = bad(`${before}${lines.join(end)}${end}---${end}Text.`)
      expect(problem.what).toMatch(words)
      expect(problem).toMatchObject({ line: line + above, ...(column > 0 ? { column } : {}) })
    })
  })

  it.each([
    ['a word without quotes', ['title = "Tea"', 'draft = True'], 2, 9],
    ['a key that is there twice', ['a = 1', 'b = 2', 'a = 3'], 3, undefined],
    ['YAML between the fences of TOML', ['title: Tea'], 1, undefined],
  ])('TOML: %s', (_, lines, line, column) => {
    const problem = bad(`\r\n+++\r\n${lines.join('\r\n')}\r\n+++\r\n`)
    expect(problem).toMatchObject({
      line: line + 2,
      what: expect.stringMatching(/^The front matter is not valid TOML: .+\.$/),
    })
    if (column !== undefined) expect(problem.column).toBe(column)
  })

  it.each([
    ['a comma is missing', ['{', '  "a": 1', '  "b": 2', '}'], 2],
    ['a key that is there twice', ['{', '  "draft": true,', '  "draft": false', '}'], 3],
    ['a word without quotes', ['{', '  "a": 1,', '  "b": tea', '}'], 3],
  ])('JSON: %s', (_, lines, line) => {
    const problem = bad(`\n${lines.join('\n')}\nText.`)
    expect(problem).toMatchObject({
      line: line + 1,
      what: expect.stringMatching(/^The front matter is not valid JSON: /),
    })
  })
})

describe('places of keys and values', () => {
  it.each([
    [
      'YAML',
      '\n---\ncover:\n  title: inside\ntitle: Tea\nauthors:\n  - name: Ada\n    email: x\n---\n',
      5,
      8,
      8,
      12,
    ],
    [
      'JSON',
      '{\n "cover": {\n  "title": "inside" },\n "title": "Tea",\n "authors": [{\n  "email": "x" }]\n}\n',
      4,
      11,
      6,
      12,
    ],
  ])('%s', (_, text, line, column, inner, innerColumn) => {
    expect(good(text).placeOfValue(['title'])).toEqual({ line, column })
    expect(good(text).placeOfKey('title').line).toBe(line)
    expect(good(text).placeOfValue(['authors', 0, 'email'])).toEqual({ line: inner, column: innerColumn })
    expect(good(text).placeOfValue(['authors', 7, 'email']).line).toBeLessThan(inner)
    expect(good(text).placeOfValue(['nothing'])).toEqual({})
  })

  it('TOML has lines of settings and tables, not of what is in tables and texts', () => {
    const text = `
+++
text = """
title = "no"
"""
"title" = "Tea"
tags = [
  "a"
]
[cover]
image = "x"
slug = "inside"
[[authors]]
name = "Ada"
+++
`
    const lineOf = (key: string) => good(text).placeOfKey(key).line
    expect(['text', 'title', 'tags', 'cover', 'authors'].map(lineOf)).toEqual([3, 6, 7, 10, 13])
    expect(['image', 'slug', 'name'].map(lineOf)).toEqual([undefined, undefined, undefined])
  })
})

describe('limits', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => {
      const alias = `*${'abcdefg'[index]}`
      return `${name}: &${name} [${Array.from({ length: 9 }, () => alias).join(',')}]`
    }),
  ].join('\n')

  it.each([
    ['an alias bomb', `---\n${bomb}\n---\n`, /begins with "\*"/],
    [
      'brackets in YAML',
      `---\ntitle: ${'['.repeat(16_000)}${']'.repeat(16_000)}\n---\n`,
      /nested too deeply/,
    ],
    ['open brackets in YAML', `---\ntitle: ${'['.repeat(20_000)}\n---\n`, /nested too deeply/],
    ['lists in YAML', `---\n${'- '.repeat(16_000)}\n---\n`, /nested too deeply/],
    ['brackets in TOML', `+++\na = ${'['.repeat(16_000)}${']'.repeat(16_000)}\n+++\n`, /nested too deeply/],
    ['braces in JSON', `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}\n`, /nested too deeply/],
    ['blank lines', `---\ntitle: x${'\n'.repeat(60_000)}---\n`, /longer than/],
    ['a long front matter', `---\ntitle: ${'x'.repeat(70_000)}\n---\n`, /longer than/],
    ['a front matter of 20 MB', `---\n${'a: b\n'.repeat(4e6)}---\n`, /longer than/],
    ['an unclosed one of 20 MB', `---\n${'a: b\n'.repeat(4e6)}`, /never closed/],
    ['JSON of 20 MB', `{\n"a": "${'x'.repeat(2e7)}"\n}\n`, /never closed/],
    ['JSON of escaped quotation marks', `{"a":${'\\"'.repeat(15_000)}}\n`, /never closed/],
    ['tables in TOML that never close', `+++\n${'['.repeat(30_000)}\n+++\n`, /TOML/],
    ['line separators', `---\ntitle: x${'\u2028'.repeat(30_000)}y\n---\n`, /longer than/],
    ['paragraph separators', `{"title": "${'\u2029'.repeat(30_000)}"}\n`, /longer than/],
  ])('%s is refused within a second', (_, text, words) => {
    let problem: Problem | undefined
    expect(
      milliseconds(() => {
        problem = bad(text)
      }),
    ).toBeLessThan(1000)
    expect(problem?.what).toMatch(words)
    expect(JSON.stringify(problem).length).toBeLessThan(600)
  })

  it.each([
    ['keys', `---\na: {${Array.from({ length: 3500 }, (_, i) => `${i.toString(36)}: 1`).join(', ')}}\n---\n`],
    ['a title of 30,000 characters', `---\ntitle: ${'x'.repeat(30_000)}\n---\n`],
    ['a tag behind 30,000 spaces', `---\ntags: [${' '.repeat(30_000)}tea, sea]\n---\n`],
    ['a title with 30,000 spaces', `---\ntitle: a${' '.repeat(30_000)}b\n---\n`],
    [
      '2,000 lines',
      `---\n${Array.from({ length: 1990 }, (_, i) => `k${i}:${' '.repeat(9)}`).join('\n')}\n---\n`,
    ],
    ['20 MB of text', `---\ntitle: x\n---\n${'word and word\n'.repeat(1.5e6)}`],
    ['20 MB of text without front matter', 'word and word\n'.repeat(1.5e6)],
    ['20 MB of blank lines', '\n'.repeat(2e7)],
    ['20 MB of comments', '<!---->'.repeat(3e6)],
  ])('%s: read within a second', (_, text) => {
    expect(milliseconds(() => good(text))).toBeLessThan(1000)
  })

  it('no text makes it throw', () => {
    const piece = fc.constantFrom(
      '---',
      '+++',
      '{',
      '}',
      '\n',
      '\r\n',
      ': ',
      ' = ',
      '"',
      "'",
      '[',
      ']',
      '- ',
      '&a',
      '*a',
      '<<',
      '|',
      '>',
      '!',
      '%',
      '\t',
      '#',
      'draft',
      'true',
      '\u0000',
      '\ud800',
      '__proto__',
    )
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.constantFrom('', '---\n', '+++\n', '{"'),
        text,
        fc.constantFrom('', '\n---\n', '\n+++\n', '}\n'),
        (before, inside, after) => {
          const result = read(before + inside + after)
          expect('what' in result || result.fields instanceof Map).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

it('the body is found again by its length', () => {
  const pieces = fc.constantFrom(
    '---\n',
    'title: a\n',
    '---\r\n',
    'x',
    '\r',
    '\n',
    '\u0001',
    '\ufeff',
    '\ud83d',
    '\ude00',
    '😀',
  )
  fc.assert(
    fc.property(fc.constantFrom('', '---\ntitle: a\n---\n'), fc.array(pieces), (head, parts) => {
      const text = head + parts.join('')
      const matter = read(text)
      if ('body' in matter) expect(readBody(text, matter.body.length)).toBe(matter.body)
    }),
    { numRuns: 1000 },
  )
})
