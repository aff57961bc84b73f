/** The site over which the HTTP contract is tested, the same in every runtime. */
import { parseSite } from '../../src/config/site.ts'
import type { Site } from '../../src/model.ts'

export const CONTRACT_URL = 'https://feeds.example'
export const CONTRACT_POSTS = 'test/fixtures/contract'
export const CONTRACT_OUT = '.test-out/contract'

/** An instant after the expired post's end and before the scheduled one's appearance. */
export const CONTRACT_NOW = Date.UTC(2026, 6, 1, 12)

export function contractSite(): Site {
  const config = {
    title: 'Contract',
    url: CONTRACT_URL,
    author: 'ada',
    icon: 'pictures/icon.png',
    css: 'site.css',
    menu: [
      { title: 'About', url: '/posts/plain' },
      { title: 'Mastodon', url: 'https://social.example/@ada', rel: 'me' },
    ],
    footer: 'Made by *the sea* <script>alert(1)</script><b onclick="x()">!</b>',
    blogroll: [{ title: 'Cake & more', url: 'https://cake.example/', feed: 'https://cake.example/rss.xml' }],
    hub: 'https://hub.example/?topic=caf%C3%A9%26tea',
    http: {
      aliases: {
        '/old/feed': '/rss.xml',
        '/older/feed': '/old/feed',
        '/alt/über': '/lang/de/rss.xml',
        '/tag/c%2B%2B/feed/': '/tags/tea/rss.xml',
        '/escaped': '/tags/tea/?a=b%26c',
        '/circle/ü': '/circle/b',
        '/circle/b': '/circle/%C3%BC',
        '/feeds/überall.xml': 'https://elsewhere.example/日本',
        '/?page_id=7': '/posts/plain',
        '/feeds/elsewhere.xml': 'https://elsewhere.example/feed?a=b',
      },
      gone: ['/tags/retired/rss.xml', '/tags/c%2b%2b/rss.xml'],
    },
    authors: { ada: { name: 'Ada Marlowe' }, jun: { name: 'Jun Okabe' } },
  }
  return parseSite(config, CONTRACT_URL, (path) => ({ data: btoa(`content of ${path}`) }))
}
