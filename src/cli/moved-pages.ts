/** Pages of posts that would be at another address, and what would lead there. */
import type { App } from '../http/mount.ts'
import type { Difference, Pair } from '../migrate/difference.ts'

export interface MovedPage extends Pair {
  /** Whether the new site redirects the old address to the page. */
  readonly isLed: boolean
}

export async function askForMovedPages(app: App, { changed }: Difference): Promise<MovedPage[]> {
  const moved = changed.filter(({ before, after }) => before.url !== after.url)
  const pages: MovedPage[] = []
  for (const { before, after } of moved) {
    const { status, headers } = await app.request(before.url, { method: 'HEAD' })
    const location = headers.get('Location')
    const isLed = status === 301 && location !== null && new URL(location, before.url).href === after.url
    pages.push({ before, after, isLed })
  }
  return pages
}
