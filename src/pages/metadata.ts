/** What pages tell machines: Open Graph (https://ogp.me), the canonical address, and JSON-LD (https://schema.org). */
import { heading, type Item, teaser } from './item.ts'
import { html, type Markup, raw } from './layout.ts'
import type { SiteNow } from './site.ts'

export interface Card {
  readonly type: 'article' | 'website'
  readonly title: string
  readonly description: string
  /** Absolute. */
  readonly url: string
  readonly image?: string | undefined
  readonly imageAlt?: string | undefined
}

/** The head of a page that may be found and shared. */
export function cardTags(card: Card, { manifest }: SiteNow): Markup {
  const properties = {
    'og:type': card.type,
    'og:site_name': manifest.title,
    'og:title': card.title,
    'og:description': card.description,
    'og:url': card.url,
    'og:image': card.image,
    'og:image:alt': card.imageAlt,
  }
  return html`<link rel="canonical" href="${card.url}">
${
  card.description === ''
    ? ''
    : html`<meta name="description" content="${card.description}">
`
}<meta name="twitter:card" content="${card.image === undefined ? 'summary' : 'summary_large_image'}">
${Object.entries(properties).map(([name, content]) => property(name, content))}`
}

function property(name: string, content = ''): Markup | '' {
  return content === ''
    ? ''
    : html`<meta property="${name}" content="${content}">
`
}

export function postMetadata(item: Item, imageAlt: string | undefined, site: SiteNow): Markup {
  const { url, image, date_published: published, date_modified: modified, tags = [] } = item
  const card: Card = {
    type: 'article',
    title: heading(item),
    description: teaser(item),
    url,
    image,
    imageAlt,
  }
  return html`${cardTags(card, site)}${property('article:published_time', published)}${property('article:modified_time', modified)}${tags.map((tag) => property('article:tag', tag))}${linkedData(posting(item, site))}`
}

export function siteMetadata(image: string | undefined, site: SiteNow): Markup {
  const { title, description, url, language } = site.manifest
  const card: Card = { type: 'website', title, description, url: `${url}/`, image }
  const blog = { '@type': 'Blog', name: title, description, url: card.url, inLanguage: language }
  return html`${cardTags(card, site)}${linkedData(blog)}`
}

/** https://schema.org/BlogPosting */
function posting(item: Item, { manifest }: SiteNow): object {
  return {
    '@type': 'BlogPosting',
    headline: heading(item),
    description: teaser(item),
    url: item.url,
    mainEntityOfPage: item.url,
    image: item.image,
    datePublished: item.date_published,
    dateModified: item.date_modified,
    author: item.authors?.map(({ name, url }) => ({ '@type': 'Person', name, url })),
    keywords: item.tags,
    inLanguage: item.language ?? manifest.language,
    isPartOf: { '@type': 'Blog', name: manifest.title, url: `${manifest.url}/` },
  }
}

/** In a script element only `<` can end or change anything (HTML, section 4.12.1.3). */
function linkedData(thing: object): Markup {
  const text = JSON.stringify({ '@context': 'https://schema.org', ...thing }).replaceAll('<', '\\u003c')
  return html`<script type="application/ld+json">${raw(text)}</script>
`
}
