/** Pages of a compilation at an instant, and what a browser's parser sees in them. */
import { DomUtils, parseDocument } from 'htmlparser2'
import type { Instant } from '../../src/model.ts'
import { type Feed, feedOf } from '../../src/pages/feed.ts'
import { type SiteNow, siteAt } from '../../src/pages/site.ts'
import type { Page } from '../../src/snapshot/snapshot.ts'
import { visible } from '../../src/snapshot/visibility.ts'
import { NOW } from './compiled.ts'
import type { Compilation } from './compiler.ts'

export type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number]

export function siteOf({ manifest }: Compilation, now: Instant = NOW): SiteNow {
  return siteAt(manifest, now)
}

/** @throws where there is no such feed at that instant */
export function feedAt(compilation: Compilation, base = '/', now: Instant = NOW): Feed {
  const document = compilation.document(`${base}feed.json`)
  const showing = document && visible(document.index, now)
  if (document === undefined || showing === undefined) throw new Error(`There is no feed ${base}.`)
  return feedOf(document.index, document.bytes(), showing.edition)
}

/** @throws where there is no such page */
export function pageOf({ pages }: Compilation, path: string): Page {
  const page = pages.find((candidate) => candidate.path === path)
  if (page === undefined) throw new Error(`There is no page ${path}.`)
  return page
}

/** A page as a parser sees it: its elements by selector-like tests, and their texts. */
export function read(page: string) {
  const document = parseDocument(page)
  const all = DomUtils.getElementsByTagName('*', document)
  const having = (name: string, word: string) =>
    all.filter((element) => (element.attribs[name] ?? '').split(/\s+/).includes(word))
  return {
    all,
    named: (tag: string) => all.filter(({ name }) => name === tag),
    /** Of a microformat class. */
    classed: (name: string) => having('class', name),
    related: (rel: string) => having('rel', rel),
    meta: (name: string) =>
      all.find(({ attribs }) => attribs.property === name || attribs.name === name)?.attribs.content,
    text: (element: Element | undefined) =>
      element === undefined ? undefined : DomUtils.textContent(element),
    linkedData: () =>
      JSON.parse(
        all
          .filter(({ attribs }) => attribs.type === 'application/ld+json')
          .map((element) => DomUtils.textContent(element))
          .join(),
      ),
  }
}
