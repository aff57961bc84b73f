/** Pages of posts that would be at another address, and what would lead there. */
import type { App } from '../http/mount.ts'
import type { Difference, Pair } from '../migrate/difference.ts'

export interface MovedPage extends Pair {
  /** Whether the new site redirects the old address to the page. */
  readonly isLed: boolean
}

/** @param root the address of the new site */
export async function askForMovedPages(
  app: App,
  { changed }: Difference,
  root: string,
): Promise<MovedPage[]> {
  const moved = changed.filter(({ before, after }) => before.url !== after.url)
  const pages: MovedPage[] = []
  for (const { before, after } of moved) {
    const isOurs = before.url.startsWith(`${root}/`) && URL.canParse(before.url)
    pages.push({ before, after, isLed: isOurs && (await destination(app, before.url)) === after.url })
  }
  return pages
}

async function destination(app: App, address: string): Promise<string | undefined> {
  const { status, headers } = await app.request(address, { method: 'HEAD' })
  const location = headers.get('Location')
  return status === 301 && location !== null ? new URL(location, address).href : undefined
}
