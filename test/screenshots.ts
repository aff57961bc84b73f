/**
 * Screenshots of every page in light, dark, on a phone, in German and in Arabic: .test-out/screenshots/languages.
 *
 *   npm run screenshots
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LOOKS, startBrowser } from './support/browser.ts'
import { serveFolder } from './support/services.ts'

const OUT = '.test-out/screenshots/languages'

const PAGES: Readonly<Record<string, string>> = {
  home: '/',
  feeds: '/feeds/',
  'feed view': '/rss.xml',
  tag: '/tags/guide/',
  tags: '/tags/',
  authors: '/authors/',
  archive: '/archive/',
  post: '/posts/code-and-tables',
  'post with sound': '/posts/eight-seconds-of-tide',
  'link post': '/posts/a-tide-table-to-subscribe-to',
  'nothing here': '/nothing',
}

const LANGUAGES = ['en', 'de', 'ar']

const config = (
  language: string,
) => `import config from ${JSON.stringify(pathToFileURL(resolve('feed.config.ts')).href)}
export default { ...config, language: '${language}' }
`

await rm(OUT, { recursive: true, force: true })
await mkdir(OUT, { recursive: true })
const browser = await startBrowser()
try {
  for (const language of LANGUAGES) {
    const file = join(OUT, `${language}.config.ts`)
    await writeFile(file, config(language))
    const server = await serveFolder('posts', file)
    try {
      await shoot(language, `http://localhost:${server.port}`)
    } finally {
      await server.close()
    }
  }
} finally {
  await browser.close()
}

async function shoot(language: string, origin: string): Promise<void> {
  for (const [look, options] of Object.entries(LOOKS)) {
    if (language !== 'en' && look === 'dark') continue
    const context = await browser.open(options)
    const page = await context.newPage()
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(origin + path)
      await page.screenshot({ path: join(OUT, `${name}.${language}.${look}.png`), fullPage: true })
    }
    await context.close()
  }
}
