/** The pages' own words in each language. */
import { describe, expect, it } from 'vitest'
import { compiled, post } from '../../test/support/compiled.ts'
import { feedAt, siteOf } from '../../test/support/opened.ts'
import { errorPage } from './error.ts'
import { feedView, homePage } from './feed-pages.ts'
import { feedsPage } from './feeds.ts'
import { counted, hasWords, own, phrase, type Words, wordsOf } from './words.ts'

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'ja', 'pt', 'zh']

const words = (language: string) => wordsOf({ manifest: { language } })

function texts(words: Words): Map<string, string> {
  const flat = Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[key, value]]
      : Object.entries<string>(value).map(([inner, text]) => [`${key}.${inner}`, text]),
  )
  return new Map(
    flat.filter(([key]) => !key?.startsWith('allFeeds.')).map(([key = '', text = '']) => [key, text]),
  )
}

const marks = (text: string) => [...text.matchAll(/\{\w+\}|\[/g)].map(([mark]) => mark).sort()

describe.each(LANGUAGES)('%s', (language) => {
  it('fills the places that English has, and no others', () => {
    const [english, translated] = [texts(words('en')), texts(words(language))]
    expect([...translated.keys()]).toEqual([...english.keys()])
    for (const [key, text] of english) expect(marks(translated.get(key) ?? ''), key).toEqual(marks(text))
  })

  it('has a form for every number', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    const forms = Object.keys(words(language).allFeeds)
    // millions alone are "many" in French, Spanish and Portuguese
    expect(forms).toEqual(
      expect.arrayContaining(pluralCategories.filter((rule) => rule !== 'many' || language === 'ar')),
    )
  })
})

describe('a language', () => {
  it('has its words in all its regions, and English ones where there are none', () => {
    expect(words('pt-BR').language).toBe('pt')
    expect(words('ZH-Hant-TW').language).toBe('zh')
    expect(words('fi').language).toBe('en')
    expect([hasWords('de-AT'), hasWords('fi')]).toEqual([true, false])
  })

  it('says in which direction its words run', () => {
    expect(String(own({ words: words('ar') }))).toBe('lang="ar" dir="rtl"')
    expect(String(own({ words: words('fi') }))).toBe('lang="en" dir="ltr"')
  })

  it('has plurals', () => {
    const count = (language: string, n: number) =>
      String(counted(words(language).allFeeds, n, words(language)))
    expect([1, 2, 1234].map((n) => count('de', n))).toEqual(['1 Feed', 'Alle 2 Feeds', 'Alle 1.234 Feeds'])
    expect([2, 3, 11].map((n) => count('ar', n))).toEqual(['خلاصتان', '3 خلاصات', '11 خلاصة'])
  })
})

describe('a phrase', () => {
  it('escapes its values', () => {
    expect(String(phrase('a {b} [c & d]', { b: '<i>' }, '/x?a&b'))).toBe(
      'a &lt;i&gt; <a href="/x?a&amp;b">c &amp; d</a>',
    )
  })
})

describe('the pages of a German site', () => {
  const compilation = compiled({ 'a.md': post('title: Tee\ntags: [Küche]') }, { language: 'de' })
  const site = siteOf(compilation)
  const feed = feedAt(compilation)

  it('have no English words of ours', () => {
    const pages = [
      homePage(site, feed),
      feedsPage.html(site),
      feedView({ base: '/', format: 'atom', feed }, site),
      errorPage(404, 'nothing', site),
    ]
    for (const page of pages) {
      expect(page).toContain('>Abonnieren</a>')
      expect(page).not.toMatch(/Subscribe|posts come|Nothing|Newest|>Copy|your reader/)
    }
  })
})
