/** Posts as pages show them: items of JSON Feed. */
import type { License } from '../model.ts'
import type { Page } from '../snapshot/snapshot.ts'

/** https://www.jsonfeed.org/version/1.1/#items */
export interface Item {
  readonly url: string
  readonly title?: string
  readonly summary?: string
  readonly content_html?: string
  readonly external_url?: string
  readonly image?: string | undefined
  /** The image, if the text does not show it. */
  readonly banner_image?: string
  readonly date_published: string
  readonly date_modified: string
  readonly language?: string
  readonly authors?: readonly Author[]
  readonly tags?: readonly string[]
  readonly attachments?: readonly Attachment[]
  readonly _dropfeed?: { readonly comments?: string; readonly license?: License }
}

export interface Author {
  readonly name: string
  readonly url?: string
  readonly avatar?: string
}

export interface Attachment {
  readonly url: string
  readonly mime_type: string
  readonly title?: string
  readonly duration_in_seconds?: number
}

/** In characters: a heading made of a summary, and a summary in a list. */
const MAX_HEADING = 80
const MAX_SUMMARY = 280

export function itemOf({ item }: Page): Item {
  return JSON.parse(item)
}

interface Named {
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly date_published: string
}

/** The title, or what stands for it. */
export function heading({ title, summary = '', date_published: date }: Named): string {
  return title ?? (shorten(summary, MAX_HEADING) || date.slice(0, 10))
}

export function teaser({ summary = '' }: Pick<Named, 'summary'>): string {
  return shorten(summary, MAX_SUMMARY)
}

/** The image of a post, else the first picture in its text, where values of attributes are in double quotes. */
export function pictureOf({ image, content_html: text = '' }: Item): string | undefined {
  if (image !== undefined) return image
  const start = text.indexOf('<img ')
  const [, address] =
    start === -1 ? [] : (/ src="([^"]*)"/.exec(text.slice(start, text.indexOf('>', start))) ?? [])
  return address?.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** Cuts between words if there are any. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1).toWellFormed()
  const words = cut.replace(/\s+\S*$/, '')
  return `${words.length > length / 2 ? words : cut}…`
}
