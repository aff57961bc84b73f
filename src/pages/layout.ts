/** The frame of all pages: the head, the header and the footer. */
import { html, raw } from 'hono/html'
import { OWN } from '../base/paths.ts'
import { remembered } from '../base/remembered.ts'
import type { License, MenuLink } from '../model.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import { withOwnPaths } from './content.ts'
import { pagePolicy } from './policy.ts'
import { previewNotes } from './preview.ts'
import { FORMATS, feedWith, here, local, pathOf, type SiteNow } from './site.ts'
import { stylesheet } from './style.ts'
import { alternatives, isRightToLeft, type Markup, own, phrase } from './words.ts'

export interface PageFrame {
  /** The site's name is added if it is not in it. */
  readonly title: string
  /** Additions to the head. */
  readonly head?: Markup
  /** Base of the feed that the page shows; absent: the main feed. */
  readonly base?: string
  /** Encoded, with the path of the site. The menu marks the link to it. On the home page the site's name is the heading. */
  readonly path?: string
}

/** An inline image, so that browsers do not ask for /favicon.ico. */
const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#c2500f"/><g fill="none" stroke="#fff" stroke-width="2"><circle cx="4.5" cy="11.5" r=".6"/><path d="M4 7.5a4.5 4.5 0 0 1 4.5 4.5M4 3.5a8.5 8.5 0 0 1 8.5 8.5"/></g></svg>',
  )

export function layout(site: SiteNow, frame: PageFrame, content: Markup): string {
  const { manifest } = site
  const root = here(manifest)
  const subscribe = root + OWN.feeds
  return String(html`<!doctype html>
<html lang="${manifest.language}"${isRightToLeft(manifest.language) ? html` dir="rtl"` : ''}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy(site.preview)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title.includes(manifest.title) ? frame.title : `${frame.title} · ${manifest.title}`}</title>
${autodiscovery(site, frame.base)}${frame.head ?? ''}
<link rel="icon" href="${manifest.icon === undefined ? ICON : local(manifest.icon, manifest)}">
<link rel="stylesheet" href="${root}${stylesheet.path}">
</head>
<body>
${site.preview === undefined ? '' : previewNotes(site.preview)}<header class="site">
${frame.path === `${root}/` ? html`<h1 dir="auto">${manifest.title}</h1>` : html`<a class="name" href="${root}/" dir="auto">${manifest.title}</a>`}
<nav ${own(site)} aria-label="${site.words.site}">${(manifest.menu ?? []).map((link) => menuLink(link, manifest, frame.path))}<a class="subscribe" href="${subscribe}">${site.words.subscribe}</a></nav>
</header>
${content}
<footer class="site" ${own(site)}>
${ownFooter(manifest)}<p>${phrase(site.words.footer, { formats: formatLinks(`${root}/`, site) }, subscribe)}</p>
${licenseLine(manifest.license, site)}</footer>
</body>
</html>
`)
}

function menuLink({ title, url, rel }: MenuLink, manifest: Manifest, path?: string): Markup {
  const address = new URL(url.startsWith('/') ? manifest.url + url : url)
  const href = local(address.href, manifest)
  return html`<a href="${href}"${rel === undefined ? '' : html` rel="${rel}"`}${href === path ? html` aria-current="page"` : ''} dir="auto">${title}</a>\n`
}

function ownFooter(manifest: Manifest): Markup | '' {
  const { footer } = manifest
  return footer === undefined
    ? ''
    : html`<div class="own" dir="auto">${raw(withOwnPaths(footer, manifest))}</div>`
}

/** What readers may do with the site, or with a post. */
export function licenseLine(license: License | undefined, site: SiteNow): Markup | '' {
  if (license === undefined) return ''
  const { name, url } = license
  const named = url === undefined ? name : html`<a rel="license" href="${url}">${name}</a>`
  return html`<p class="quiet" ${own(site)}>${phrase(site.words.license, { license: html`<bdi>${named}</bdi>` })}</p>\n`
}

/** The feed of the page first, then the main feed. */
function autodiscovery(site: SiteNow, base = '/'): Markup {
  const feeds = [...new Set([base, '/'])].flatMap((base) => {
    const title = feedWith(base, site)?.title ?? site.manifest.title
    return FORMATS.map(
      ({ label, file, type }) =>
        html`<link rel="alternate" type="${type}" title="${title} (${label})" href="${pathOf(base, site)}${file}">\n`,
    )
  })
  const { manifest } = site
  const blogroll = html`<link rel="blogroll" type="text/xml" title="${site.words.blogroll}" href="${here(manifest)}${OWN.blogroll}">\n`
  return html`${feeds}${manifest.blogroll === undefined ? '' : blogroll}`
}

export function formatLinks(path: string, site: SiteNow): Markup {
  return alternatives(
    FORMATS.map((format) => formatLink(path, format)),
    site.words,
  )
}

export function formatLink(path: string, { label, file }: (typeof FORMATS)[number]): Markup {
  return html`<a href="${path}${file}" lang="en">${label}</a>`
}

/** ` dir="rtl"` for languages written so. Any other text may still be in such a language: its first letter decides. */
export function direction(language: string): Markup {
  return isRightToLeft(language) ? html` dir="rtl"` : html` dir="auto"`
}

/** By language and time zone: each takes a fifth of a millisecond to make. */
const formatterFor = remembered((key) => {
  const [language, timeZone] = key.split(' ')
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone })
})

/** @param property the microformat's class, such as `dt-published` */
export function day(instant: string, language: string, { manifest }: SiteNow, property: string): Markup {
  const formatter = formatterFor(`${language} ${manifest.timeZone}`)
  return html`<time class="${property}" datetime="${instant}">${formatter.format(new Date(instant))}</time>`
}

export { html, type Markup, raw }
