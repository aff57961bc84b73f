/** Metadata for machines: Open Graph (https://ogp.me), the canonical address, and JSON-LD (https://schema.org). */
import { heading, type Item, teaser } from './feed.ts'
import { html, type Markup, raw } from './layout.ts'
import type { SiteNow } from './site.ts'

export interface Card {
  readonly type?: 'article'
  readonly title: string
  readonly description?: string
  /** Absolute. */
  readonly url: string
  readonly image?: string | undefined
  readonly imageAlt?: string | undefined
}

/** The head of a page that search engines may find. */
export function cardTags(card: Card, { manifest }: SiteNow): Markup {
  const { type = 'website', title, description = '', url, image, imageAlt } = card
  const properties = {
    'og:type': type,
    'og:site_name': manifest.title,
    'og:title': title,
    'og:description': description,
    'og:url': url,
    'og:image': image,
    'og:image:alt': imageAlt,
  }
  const described = description === '' ? '' : html`<meta name="description" content="${description}">\n`
  return html`<link rel="canonical" href="${url}">
${described}<meta name="twitter:card" content="${image === undefined ? 'summary' : 'summary_large_image'}">
${Object.entries(properties).map(([name, content]) => property(name, content))}`
}

function property(name: string, content = ''): Markup | '' {
  return content === '' ? '' : html`<meta property="${name}" content="${content}">\n`
}

export function postMetadata(item: Item, imageAlt: string | undefined, site: SiteNow): Markup {
  const { url, image, date_published: published, date_modified: modified, tags = [] } = item
  const card = { title: heading(item), description: teaser(item), url, image, imageAlt }
  return html`${cardTags({ ...card, type: 'article' }, site)}${property('article:published_time', published)}${property('article:modified_time', modified)}${tags.map((tag) => property('article:tag', tag))}${linkedData(posting(item, site))}`
}

export function siteMetadata(image: string | undefined, site: SiteNow): Markup {
  const { title, description, url, language } = site.manifest
  const shared = { description, url: `${url}/` }
  const blog = { '@type': 'Blog', name: title, ...shared, inLanguage: language }
  return html`${cardTags({ title, image, ...shared }, site)}${linkedData(blog)}`
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
  return html`<script type="application/ld+json">${raw(text)}</script>\n`
}
