/** Debian's Chromium, driven by playwright-core. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe, { type AxeResults } from 'axe-core'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Debian: apt-get install chromium. */
const CHROMIUM = '/usr/bin/chromium'

/** Chromium asks nobody on the network for anything of its own, and runs as root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // a host that is not this machine's, as browsers see it: over plain http it counts as unsafe
  '--host-resolver-rules=MAP plain.example 127.0.0.1',
]

/** How people look at pages. */
export const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1100, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
} as const satisfies Record<string, BrowserContextOptions>

export interface Browser {
  /** A fresh profile without a history. */
  open(options?: BrowserContextOptions): Promise<BrowserContext>
  close(): Promise<void>
}

export async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-browser-'))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, env: { HOME: folder } })
  return {
    open: (options = {}) => browser.newContext({ reducedMotion: 'reduce', ...options }),
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Everything that a page complains about from now on: errors, and what its policy forbids. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text())
  })
  page.on('pageerror', (error) => found.push(String(error)))
  return found
}

/** What axe finds that keeps people out, in words. `rules`: to look for these alone. */
export async function barriers(page: Page, ...rules: string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) }
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** Opens a page in a fresh profile and does something there. @throws if anything complains */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions,
  act: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.open(options)
  const page = await context.newPage()
  const found = complaints(page)
  await act(page, context)
  await context.close()
  if (found.length > 0) throw new Error(found.join('\n'))
}

/** Sums up what a page loads to be read, in bytes on the wire. */
export function transfers(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => {
    const counts = ['document', 'stylesheet', 'script'].includes(request.resourceType())
    if (counts) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** How far a page can be scrolled sideways, in pixels. */
export function sidewaysRoom(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
}
