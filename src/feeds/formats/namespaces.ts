/** XML namespaces. A feed declares those that it uses. */

/** `feed` declares `content`, `dc` and `atom` by rules of its own; so all are declared here. */
const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  // RFC 5005, section 4
  fh: 'http://purl.org/syndication/history/1.0',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  podcast: 'https://podcastindex.org/namespace/1.0',
  // https://www.rssboard.org/creative-commons
  creativeCommons: 'http://backend.userland.com/creativeCommonsRssModule',
  // https://source.scripting.com
  source: 'http://source.scripting.com/',
}

/** Attributes of the root element. */
export function declarations(used: { readonly [Prefix in keyof typeof NAMESPACES]?: boolean }): string {
  return Object.entries(NAMESPACES)
    .filter(([prefix]) => Reflect.get(used, prefix) === true)
    .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
    .join('')
}
