/** What all pages have in common: the head, the way home, and where to subscribe. */
import { html, raw } from 'hono/html'
import { OWN } from '../base/paths.ts'
import { problemBanner } from './banner.ts'
import { PAGE_POLICY } from './policy.ts'
import { FORMATS, here, local, type SiteNow } from './site.ts'
import { stylesheet } from './style.ts'

/** Markup that is safe to put into a page: see hono/html. */
export type Markup = ReturnType<typeof html>

export interface PageFrame {
  /** Of the document; the name of the site is added where it is not in it. */
  readonly title: string
  readonly language: string
  /** What only this page has in its head. */
  readonly head?: Markup
  /** Base of the feed that the page shows, where that is not the whole site. */
  readonly base?: string
  /** Whether it is the page to which the name of the site leads elsewhere. */
  readonly isHome?: boolean
}

/** A drop that sends waves: an inline image, so that no browser asks for /favicon.ico. */
const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#c2500f"/><g fill="none" stroke="#fff" stroke-width="2"><circle cx="4.5" cy="11.5" r=".6"/><path d="M4 7.5a4.5 4.5 0 0 1 4.5 4.5M4 3.5a8.5 8.5 0 0 1 8.5 8.5"/></g></svg>',
  )

/** A whole page. */
export function layout(site: SiteNow, frame: PageFrame, content: Markup): string {
  const { manifest } = site
  const root = here(manifest)
  return String(html`<!doctype html>
<html lang="${frame.language}"${isRightToLeft(frame.language) ? html` dir="rtl"` : ''}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${documentTitle(frame.title, manifest.title)}</title>
${autodiscovery(site, frame.base)}${frame.head ?? ''}
<link rel="icon" href="${manifest.icon === undefined ? ICON : local(manifest.icon, manifest)}">
<link rel="stylesheet" href="${root}${stylesheet.path}">
</head>
<body>
${problemBanner(site.problems ?? [])}<header class="site">
${frame.isHome ? html`<h1 dir="auto">${manifest.title}</h1>` : html`<a class="name" href="${root}/" dir="auto">${manifest.title}</a>`}
<nav lang="en" aria-label="Site"><a class="subscribe" href="${root}${OWN.feeds}">Subscribe</a></nav>
</header>
${content}
<footer class="site" lang="en" dir="ltr">
<p>New posts come to you by <a href="${root}${OWN.feeds}">feed</a>: ${formatLinks(root, '/')}.</p>
</footer>
</body>
</html>
`)
}

function documentTitle(title: string, site: string): string {
  return title.includes(site) ? title : `${title} · ${site}`
}

/** The feed of the page comes first, the whole site's after it. */
function autodiscovery({ manifest, feeds }: SiteNow, base = '/'): Markup[] {
  const bases = [...new Set([base, '/'])]
  return bases.flatMap((base) => {
    const title = feeds.find((feed) => feed.base === base)?.title ?? manifest.title
    const address = here(manifest) + encodeURI(base)
    return FORMATS.map(
      ({ label, file, type }) =>
        html`<link rel="alternate" type="${type}" title="${title} (${label})" href="${address}${file}">
`,
    )
  })
}

/** Links to one feed in every format. */
export function formatLinks(root: string, base: string): Markup {
  const links = FORMATS.map(
    ({ label, file }) => html`<a href="${root}${encodeURI(base)}${file}">${label}</a>`,
  )
  return html`${links[0]}, ${links[1]} or ${links[2]}`
}

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'])

/**
 * ` dir="rtl"` for languages that are written so. A text that names no other language may still be in any: its first
 * letter decides.
 */
export function direction(language: string): Markup {
  return isRightToLeft(language) ? html` dir="rtl"` : html` dir="auto"`
}

/** By language: each is asked for with every post. */
const directions = new Map<string, boolean>()

function isRightToLeft(language: string): boolean {
  const known = directions.get(language)
  const is = known ?? RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '')
  if (known === undefined) directions.set(language, is)
  return is
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** A day, as people write it in a language. `property` is the microformat's. */
export function day(instant: string, language: string, { manifest }: SiteNow, property: string): Markup {
  const key = `${language} ${manifest.timeZone}`
  const formatter =
    formatters.get(key) ??
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: manifest.timeZone })
  formatters.set(key, formatter)
  return html`<time class="${property}" datetime="${instant}">${formatter.format(new Date(instant))}</time>`
}

export { html, raw }
