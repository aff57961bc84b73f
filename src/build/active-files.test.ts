/** Which files a browser could run as part of the site, and what becomes of them in a static build. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mime from 'mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { compiled } from '../../test/support/compiled.ts'
import { activityOf } from './active-files.ts'
import { hostHeaders } from './host-headers.ts'
import { faultOf } from './inert-xml.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-active-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function judged(path: string, content: string | Uint8Array): string | undefined {
  writeFileSync(join(folder, path), content)
  return activityOf({ path, type: mime.getType(path) ?? '' }, folder)?.what
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
const DRAWING = `${SVG}><path d="M0 0"/></svg>`
const XHTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'

describe('a file', () => {
  it.each([
    ...['a.html', 'a.HTM', 'a.xhtml', 'a.xht', 'a.shtml', 'a.mhtml', 'a.eml', 'a.htc', 'a.php', 'a.appcache'],
    ...['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.wasm', 'a.swf', 'a.wml', 'a.mml', 'a.xml', 'a.xsl', 'a.pl'],
    ...['a.html.heic', 'a.php.png', 'a.svg.gz', 'a.xml.zip'],
  ])('named %s is active', (path) => expect(judged(path, 'Text.')).toEqual(expect.any(String)))

  it.each([
    ...[
      'a.png',
      'a.pdf',
      'a.txt',
      'a.csv',
      'a.zip',
      'a.mp3',
      'a.json',
      'node.js.png',
      'v1.2.tar.gz',
      'a.vtt',
    ],
    ...['a.css', 'a.heic', 'a.docx', 'html.png'],
  ])('named %s is inert', (path) => expect(judged(path, 'Text.')).toBeUndefined())

  it.each([
    ['a.heic', '<script>run()</script>'],
    ['a.docx', '\uFEFF \n<!doctype html>'],
    ['a.json', '\t<a>'],
  ])('named %s that begins like HTML is active (%j)', (path, content) => {
    expect(judged(path, content)).toBe('begins like HTML')
  })

  it('of plain text may begin with a tag', () => expect(judged('a.txt', '<script>')).toBeUndefined())

  it.each([
    [
      'a.gpx',
      `<?xml version="1.0"?><gpx xmlns="urn:gpx"><trk><link href="https://a.example"/></trk></gpx>`,
      undefined,
    ],
    ['a.gpx', '<gpx/>', 'does not begin with <?xml'],
    ['a.kml', `<?xml version="1.0"?><kml ${XHTML}><h:script>run()</h:script></kml>`, 'holds a <h:script>'],
    [
      'a.xml',
      '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><a/>',
      'holds an instruction <?xml-stylesheet?>',
    ],
  ])('of XML named %s is judged by what it holds: %s', (path, content, what) => {
    expect(judged(path, content)).toBe(what)
  })
})

const judge = (text: string) => faultOf(new TextEncoder().encode(text))

describe('a picture in SVG', () => {
  it.each([
    DRAWING,
    `\uFEFF${DRAWING}`,
    `<?xml version="1.0" encoding="UTF-8"?>\n<!-- Drawn -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">${DRAWING}`,
    `${SVG}><defs><linearGradient id="g"/></defs><use xlink:href="#g"/><a href="https://a.example">T</a></svg>`,
    `${SVG}><image xlink:href="data:image/png;base64,AA=="/><image href="pot.png"/></svg>`,
    `${SVG}><style>path { fill: red }</style><filter><feGaussianBlur/></filter></svg>`,
    `${SVG}><animate attributeName="x" to="5"/><set attributeName="fill" to="red"/></svg>`,
    `${SVG} xmlns:i="urn:ink"><metadata><i:script i:online="1"/></metadata></svg>`,
    `${SVG}><foreignObject><div xmlns="http://www.w3.org/1999/xhtml">Label<br/></div></foreignObject></svg>`,
    `${SVG}><text>&lt;script&gt;</text><desc><![CDATA[<script>]]></desc></svg>`,
  ])('is inert: %s', (text) => expect(judge(text)).toBeUndefined())

  it.each([
    [`${SVG}><script>run()</script></svg>`, 'holds a <script>'],
    [`${SVG}><script href="run.js"/></svg>`, 'holds a <script>'],
    [`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script/></s:svg>`, 'holds a <s:script>'],
    [`${SVG} ${XHTML}><h:script>run()</h:script></svg>`, 'holds a <h:script>'],
    [`${SVG} ${XHTML}><foreignObject><h:iframe src="a.html"/></foreignObject></svg>`, 'holds a <h:iframe>'],
    [
      `${SVG} ${XHTML}><foreignObject><h:meta http-equiv="refresh"/></foreignObject></svg>`,
      'holds a <h:meta>',
    ],
    [`${SVG}><handler/></svg>`, 'holds a <handler>'],
    [`${SVG} onload="run()"/>`, 'has an attribute "onload"'],
    [`${SVG}><path OnClick="run()"/></svg>`, 'has an attribute "OnClick"'],
    [`${SVG}><animate onbegin="run()"/></svg>`, 'has an attribute "onbegin"'],
    [`${SVG}><a href="javascript:run()"/></svg>`, 'has the address "javascript:run()" in "href"'],
    [
      `${SVG}><a xlink:href="java&#10;script:run()"/></svg>`,
      'has the address "java\nscript:run()" in "xlink:href"',
    ],
    [`${SVG}><a href="data:text/html,x"/></svg>`, 'has the address "data:text/html,x" in "href"'],
    [`${SVG}><image href="data:image/svg+xml,x"/></svg>`, 'has the address "data:image/svg+xml,x" in "href"'],
    [`${SVG}><use href="other.svg#a"/></svg>`, 'has the address "other.svg#a" in "href"'],
    [
      `${SVG}><a xml:base="javascript:run()" href="#a"/></svg>`,
      'has the address "javascript:run()" in "xml:base"',
    ],
    [`${SVG}><a><animate attributeName="href" to="javascript:run()"/></a></svg>`, 'animates "href"'],
    [
      `${SVG}><a><set attributeName=" xlink:href" to="javascript:run()"/></a></svg>`,
      'animates " xlink:href"',
    ],
    [`<?xml-stylesheet href="a.xsl"?>${DRAWING}`, 'holds an instruction <?xml-stylesheet?>'],
    [`<!DOCTYPE svg [<!ENTITY a "<script/>">]>${SVG}>&a;</svg>`, 'declares entities'],
    [
      `<?xml version="1.0" encoding="ISO-2022-JP"?>${DRAWING}`,
      'names the encoding ISO-2022-JP, which is not UTF-8',
    ],
    [`${SVG}>${'<g>'.repeat(300)}`, 'nests deeper than 200 elements'],
    [`${SVG}>${' '.repeat(2 * 1024 * 1024)}</svg>`, 'is larger than 2 MB'],
  ])('may run something: %s', (text, what) => expect(judge(text)?.what).toBe(what))

  it.each([`${SVG}><path></svg>`, `${SVG}>&nbsp;</svg>`, '<html><script>', '', `${DRAWING}<script/>`])(
    'that is not well-formed is not judged further (%j)',
    (text) => expect(judge(text)?.what).toMatch(/^is not well-formed/),
  )

  it('in UTF-16 is not read', () => {
    expect(faultOf(Buffer.from(`\uFEFF${DRAWING}`, 'utf16le'))?.what).toBe('is not encoded in UTF-8')
  })

  it('is judged in the time that it takes to read it, however it is nested', () => {
    const deep = `${SVG}>${'<g>'.repeat(400_000)}${'</g>'.repeat(200_000)}</svg>`
    expect(judge(deep)?.what).toBe('nests deeper than 200 elements')
  })
})

describe('a static build', () => {
  it('leaves active files out, reports them, and keeps them for the Worker', async () => {
    const home = mkdtempSync(join(folder, 'site-'))
    mkdirSync(join(home, 'posts'))
    const put = (name: string, content: string) => writeFileSync(join(home, 'posts', name), content)
    put(
      'a.md',
      '---\ntitle: A\ndate: 2026-01-31\nid: a\n---\n[P](evil.html) ![D](drawing.svg) ![E](evil.svg)\n',
    )
    put('evil.html', '<script>run()</script>')
    put('drawing.svg', DRAWING)
    put('evil.svg', `${SVG}>\n\n<script>run()</script></svg>`)
    const env = { XDG_CACHE_HOME: join(home, 'cache') }
    const built = await runIn(home, ['build'], env)
    expect(built.code).toBe(0)
    const checked = await runIn(home, ['check'], env)
    for (const { out, error } of [built, checked]) {
      expect(out + error).toContain(
        'evil.svg:3: warning: The file holds a <script>, so a static site leaves it out.',
      )
      expect(out + error).toContain('evil.html: warning: The file is a document or program (text/html)')
      expect(out + error).not.toContain('drawing.svg')
    }
    const read = (path: string) => readFileSync(join(home, 'dist', path), 'utf8')
    expect(read('site/media/drawing.svg')).toBe(DRAWING)
    for (const name of ['evil.html', 'evil.svg']) {
      expect(() => read(`site/media/${name}`)).toThrow('ENOENT')
      expect(read(`snapshot/media/${name}`)).toContain('run()')
    }
    expect(read('site/_headers')).toContain('/media/*\n  Content-Security-Policy: ')
  })
})

describe('the fields for static hosts', () => {
  const rules = (url: string) => hostHeaders.text(compiled({}, { url }).manifest)

  it('put files into a sandbox', () => {
    expect(rules('https://tea.example')).toBe(
      [
        '/*',
        '  X-Content-Type-Options: nosniff',
        '  Referrer-Policy: strict-origin-when-cross-origin',
        '/media/*',
        "  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox",
        '',
      ].join('\n'),
    )
  })

  it('name a base path literally, and no line that a host would refuse', () => {
    expect(rules('https://tea.example/a*b/:c d')).toContain('\n/a%2Ab/%3Ac%20d/media/*\n')
    const long = rules(`https://tea.example/${'a'.repeat(3000)}`)
    expect(long.split('\n').every((line) => line.length <= 2000)).toBe(true)
    expect(long).toContain('\n/media/*\n')
  })
})

it('pictures that the configuration names are judged as well', async () => {
  const site = mkdtempSync(join(tmpdir(), 'dropfeed-icon-'))
  const svg = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`
  writeFileSync(join(site, 'icon.svg'), svg('<script>x()</script>'))
  writeFileSync(join(site, 'logo.svg'), svg('<text>Tea</text>'))
  writeFileSync(join(site, 'feed.config.ts'), "export default { icon: 'icon.svg', image: 'logo.svg' }")
  mkdirSync(join(site, 'posts'))
  writeFileSync(join(site, 'posts/2026-01-31-tea.md'), 'Tea.')
  const { error } = await runIn(site, ['build'])
  expect(error).toContain('icon.svg:1: warning: The file')
  expect(readdirSync(join(site, 'dist/site/media/@site'))).toEqual(['logo.svg'])
  rmSync(site, { recursive: true })
})
