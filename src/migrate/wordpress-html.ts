/** WordPress's shortcodes as HTML, as far as its own core makes them, and the paragraphs of its classic editor. */

export interface WithoutShortcodes {
  readonly html: string
  /** Names of those that plugins made: they stay text. */
  readonly leftovers: readonly string[]
  /** A plugin may have shown part of the text to some readers only. */
  readonly isRestricted: boolean
}

/** Addresses of attachments by id. */
type Attachments = ReadonlyMap<string, string>

const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))/g

/** Names of shortcodes around text for members, customers, or people who have logged in. */
const RESTRICTS =
  /member|privat|restrict|protect|log(?:ged)?[-_]?in|password|paywall|premium|paid|subscri|secret|hid[de]|visib|access|role|user|patr/i

/** The same of attributes: `[if current_user_can(read)]`. */
const ASKS_WHO = /current_user|is_user|logged|capability|membership/i

/** The same of blocks: `<!-- wp:jetpack/premium-content/container -->`. */
const RESTRICTED_BLOCK =
  /<!-- wp:[\w/-]*(?:member|privat|restrict|protect|paywall|premium|patr|visib|access)/i

/** One tag: `[gallery ids="1,2"]`, `[/caption]`. Between two brackets, WordPress shows it as text. */
const TAG = /(\[?)\[(\/?)([a-z][\w-]*)\b([^[\]<>]*)\](\]?)/gi

/** `[caption width="300"]<img src="…"> Text[/caption]`; early versions had the text in an attribute. */
const CAPTION =
  /\[(?:wp_)?caption\b([^[\]]*)\]\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*<\/a>)?)([^[]*)\[\/(?:wp_)?caption\]/gi

const CODE = new Set('code sourcecode php javascript js css html xml sql bash python java'.split(' '))

export function withoutShortcodes(text: string, attachments: Attachments): WithoutShortcodes {
  const leftovers = new Set<string>()
  const conditions = new Set<string>()
  let isRestricted = RESTRICTED_BLOCK.test(text)
  const html = text
    .replace(CAPTION, figure)
    .replace(TAG, (all, before: string, slash: string, name: string, rest: string, after: string) => {
      if (before !== '' && after !== '') return all.slice(1, -1)
      const made = htmlOf(name.toLowerCase(), slash !== '', rest, attachments)
      if (made !== undefined) return before + made + after
      if (slash !== '' || /=/.test(rest)) leftovers.add(name)
      if (ASKS_WHO.test(rest)) conditions.add(name)
      if (slash !== '' && (RESTRICTS.test(name) || conditions.has(name))) isRestricted = true
      return all
    })
  return { html, leftovers: [...leftovers], isRestricted }
}

function figure(_: string, given: string, picture: string, text: string): string {
  const caption = text.trim() || (attributesOf(given).get('caption') ?? '')
  return `\n\n<figure>${picture}${caption === '' ? '' : `<figcaption>${caption}</figcaption>`}</figure>\n\n`
}

function htmlOf(name: string, isEnd: boolean, rest: string, attachments: Attachments): string | undefined {
  const given = attributesOf(rest)
  if (CODE.has(name)) return isEnd ? '</code></pre>' : codeStart(name, given)
  if (name === 'embed') return '\n\n'
  if (isEnd) return name === 'audio' || name === 'video' || name === 'gallery' ? '' : undefined
  if (name === 'gallery') return gallery(given, attachments)
  if (name === 'audio' || name === 'video') return player(name, given)
  return name === 'youtube' || name === 'vimeo' ? `\n\n${film(name, rest)}\n\n` : undefined
}

function codeStart(name: string, given: ReadonlyMap<string, string>): string {
  const language = given.get('language') ?? given.get('lang') ?? (/code$/.test(name) ? '' : name)
  return language === '' ? '<pre><code>' : `<pre><code class="language-${attribute(language)}">`
}

function gallery(given: ReadonlyMap<string, string>, attachments: Attachments): string | undefined {
  const ids = (given.get('ids') ?? given.get('include') ?? '').split(',').map((id) => id.trim())
  const pictures = ids.flatMap((id) => attachments.get(id) ?? [])
  if (pictures.length === 0) return undefined
  return pictures.map((address) => `\n\n<img src="${attribute(address)}">\n\n`).join('')
}

const FILES = ['src', 'mp3', 'm4a', 'ogg', 'wav', 'mp4', 'm4v', 'webm', 'ogv', 'flv']

function player(name: string, given: ReadonlyMap<string, string>): string | undefined {
  const source = FILES.map((key) => given.get(key)).find((address) => address !== undefined)
  return source === undefined ? undefined : `\n\n<${name} src="${attribute(source)}" controls></${name}>\n\n`
}

/** `[youtube https://…]`, `[youtube=https://…]`, `[vimeo 123]` */
function film(name: string, rest: string): string {
  const [address = ''] = /https?:[^\s"']+/.exec(rest) ?? []
  if (address !== '') return address
  const [id = ''] = /[\w-]{6,}/.exec(rest) ?? []
  return name === 'vimeo' ? `https://vimeo.com/${id}` : `https://www.youtube.com/watch?v=${id}`
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, key = '', double, single, bare]) => [
      key.toLowerCase(),
      double ?? single ?? bare ?? '',
    ]),
  )
}

function attribute(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

/** The paragraphs of WordPress's classic editor: blank lines part them, and a line end is a line end. */

const BLOCK =
  '(?:address|article|aside|audio|blockquote|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead|ul|video)'

const OPENING = new RegExp(`<(?=${BLOCK}\\b)`, 'gi')
const CLOSING = new RegExp(`</${BLOCK}\\s*>`, 'gi')
const BEGINS_WITH_BLOCK = new RegExp(`^<(?:/?${BLOCK}\\b|!--)`, 'i')

/** Tags between which line ends stay as they are. */
const VERBATIM = /(<\/?(?:pre|code|textarea|script|style)\b[^<>]*>)/i

export function withParagraphs(html: string): string {
  let verbatim = ''
  const parts = html.split(VERBATIM).map((part, index) => {
    if (index % 2 === 0) return verbatim === '' ? marked(part) : part.replaceAll('\n', LINE_END)
    const [, slash, name = ''] = /^<(\/?)(\w+)/.exec(part.toLowerCase()) ?? []
    if (verbatim === '' && slash === '') verbatim = name
    else if (verbatim === name && slash !== '') verbatim = ''
    return part
  })
  return parts
    .join('')
    .split(/\n\s*\n/)
    .map(paragraph)
    .join('\n')
    .replaceAll(LINE_END, '\n')
}

/** Stands for a line end that is no part of the layout; texts hold no control characters. */
const LINE_END = '\u0001'

/** Blank lines around blocks. */
function marked(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(OPENING, '\n\n<')
    .replace(CLOSING, (tag) => `${tag}\n\n`)
}

function paragraph(text: string): string {
  const part = text.trim()
  if (BEGINS_WITH_BLOCK.test(part)) return part.replace(/(?<!>)\n(?!<)/g, '<br>\n')
  return part === '' ? '' : `<p>${part.replaceAll('\n', '<br>\n')}</p>`
}
