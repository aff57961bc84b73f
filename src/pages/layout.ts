/** What all pages have in common. */
import { html, raw } from 'hono/html'
import type { Manifest } from '../snapshot.ts'
import { stylesheet } from './style.ts'

/** Markup that is safe to put into a page: see hono/html. */
export type Markup = ReturnType<typeof html>

export interface PageFrame {
  readonly title: string
  readonly language: string
  readonly manifest: Manifest
}

/** The path below which the service is; pages work at whatever host they are opened. */
export function here({ url }: Manifest): string {
  return new URL(url).pathname.replace(/\/$/, '')
}

/** A whole page; autodiscovery links come in the order in which readers take them. */
export function layout({ title, language, manifest }: PageFrame, content: Markup): string {
  const link = (type: string, name: string, file: string) =>
    html`<link rel="alternate" type="${type}" title="${manifest.title} (${name})" href="${manifest.url}/${file}">`
  return String(html`<!doctype html>
<html lang="${language}" dir="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${link('application/atom+xml', 'Atom', 'atom.xml')}
${link('application/rss+xml', 'RSS', 'rss.xml')}
${link('application/feed+json', 'JSON Feed', 'feed.json')}
<link rel="stylesheet" href="${here(manifest)}${stylesheet.path}">
</head>
<body>
${content}
</body>
</html>
`)
}

export function date(instant: string, language: string): Markup {
  return html`<time datetime="${instant}">${new Date(instant).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' })}</time>`
}

export { html, raw }
