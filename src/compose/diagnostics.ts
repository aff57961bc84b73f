/** Diagnostics of one post's text and links. */

import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { letters, type Removal, type RenderError } from '../markdown/render.ts'
import type { Post, Problem } from '../model.ts'

/** Errors of one post, at most, and warnings: finding the line of each takes time. */
const MAX_DIAGNOSTICS = 50

type Words = Pick<Problem, 'what' | 'why' | 'fix'>

/** Collects diagnostics, each message once. An unknown `line` is searched in the text. */
export class PostDiagnostics {
  readonly #found = new Map<string, Problem>()
  readonly #post: Post

  constructor(post: Post) {
    this.#post = post
  }

  get found(): Problem[] {
    return [...this.#found.values()]
  }

  /** `error`: a download; otherwise only a picture or a link is broken. */
  missingFile(severity: Problem['severity'], address: string, line?: number): void {
    const why = severity === 'error' ? { why: 'Readers would be offered a download that is not there.' } : {}
    const what = `The file ${quote(decoded(address))} is not in the posts folder.`
    this.#add(severity, address, line, { what, ...why, fix: 'Put it beside the post, or correct the name.' })
  }

  /** For an address that begins at the root of the site: a static host or another generator may have the file. */
  expectedAtRoot(address: string, line?: number): void {
    this.#add('note', address, line, {
      what: `The file ${quote(decoded(address))} is not in the posts folder, and is expected at the site’s own address.`,
      fix: 'Put it into the posts folder at the same path if the site does not have it.',
    })
  }

  unknownLength(address: string, line?: number): void {
    this.#add('warning', address, line, {
      what: `The size of ${quote(address)} is unknown, so RSS says 0 bytes.`,
      why: 'Podcast directories refuse such an episode, and readers cannot tell how large the download is.',
      fix: `Write it as { url: …, length: 12345678 }.`,
    })
  }

  /** For an episode or its show; `written` is searched for the line. */
  refused(what: string, fix: string, written: string, line?: number): void {
    this.#add('warning', written, line, { what, why: 'Apple Podcasts refuses it.', fix })
  }

  hiddenPost(written: string, line?: number): void {
    this.#add('warning', written, line, {
      what: `The link to ${quote(decoded(written.replace('[[', '')))} leads to a post that is not public as long as this one is.`,
      why: 'Nothing of a post may be seen before or after its time, so the text of the link stands alone.',
      fix: 'It becomes a link when the posts are built while that post is public to stay.',
    })
  }

  noPost(written: string, line?: number): void {
    this.#add('warning', written, line, {
      what: `The link to ${quote(decoded(written.replace('[[', '')))} is broken: it leads to no published post. It is published as plain text.`,
      fix: 'Correct the name, publish that post, or remove the link.',
    })
  }

  /** A sign that another system would have replaced. */
  remnant(written: string): void {
    const text = decoded(written)
    // written as `&lt;T&gt;`, it was meant as text
    if (text.startsWith('<') && !this.#post.body.includes(text)) return
    const isLink = text.includes('[[')
    const what = isLink ? 'names no published post and no file of the folder' : 'has no meaning here'
    const fix = isLink ? 'Correct the name' : 'Write Markdown or HTML instead, such as a link'
    // systems without wiki links write text in double brackets: `[[Bug #5076]]`
    this.#add(isLink && !text.startsWith('!') ? 'note' : 'warning', text, undefined, {
      what: `${quote(text)} ${what}, and is published as text.`,
      fix: `${fix}, or put it in backticks to show it as it is.`,
    })
  }

  unknownDuration(name: string, line: number | undefined): void {
    this.#add('warning', name, line, {
      what: `${quote(name)} does not say how long it plays.`,
      why: 'Podcast apps show that before a download; it is published without.',
      fix: `Write it as enclosures: [{ url: ${name}, duration: "12:30" }], or save the file again with another program.`,
    })
  }

  /** @param written the first hidden comment in this notation */
  hidden(notation: string, written: string): void {
    const what = `Text in ${quote(notation)} is a hidden remark, and is not published.`
    this.#add('note', written, undefined, {
      what,
      fix: 'To publish it as it is written, put it in backticks.',
    })
  }

  /** Syntax of one kind that is left out. */
  removal({ kind, written, count, lines }: Removal): void {
    const { bodyLine } = this.#post
    const places = lines
      .slice(1)
      .map((line) => bodyLine + line)
      .sort((a, b) => a - b)
    const more = count - 1
    const others =
      more === 0 ? '' : ` So ${more === 1 ? 'is' : 'are'} ${more} more of its kind${listed(places, more)}.`
    this.#add('note', written, lines[0] === undefined ? undefined : bodyLine + lines[0], {
      what: `${quote(written)} is ${kind}, and is left out.${others}`,
      fix: 'To show it as it is written, put it in backticks.',
    })
  }

  lostFragment(fragment: string): void {
    // the heading that says the title is no part of the text
    if (letters(decoded(fragment)) === letters(this.#post.title ?? '')) return
    this.#add('warning', `#${fragment}`, undefined, {
      what: `The link to ${quote(`#${fragment}`)} leads nowhere: the post has no such heading and no such id.`,
      fix: 'Correct the name, or add {#name} behind the heading.',
    })
  }

  empty(): void {
    this.#found.set('', {
      severity: 'error',
      path: this.#post.path,
      what: 'The post has neither a title nor a text.',
      why: 'Readers would show an empty entry.',
      fix: 'Write one of them, or delete the file.',
    })
  }

  unrenderable({ what, why, fix, place: { near = '', line = 0 } }: RenderError): void {
    const { bodyLine } = this.#post
    this.#add('error', '', (near && this.#lineOf(near)) || bodyLine + line, { what, why, fix })
  }

  #add(severity: Problem['severity'], text: string, known: number | undefined, words: Words): void {
    const alike = this.found.filter((problem) => problem.severity === severity)
    if (this.#found.has(words.what) || alike.length >= MAX_DIAGNOSTICS) return
    const line = known ?? this.#lineOf(text)
    this.#found.set(words.what, defined({ severity, path: this.#post.path, line, ...words }))
  }

  /** Addresses in Markdown are percent-encoded by now. */
  #lineOf(text: string): number | undefined {
    const { body, bodyLine } = this.#post
    const index = Math.max(body.indexOf(text), body.indexOf(decoded(text)))
    return index === -1 ? undefined : bodyLine + body.slice(0, index).split('\n').length - 1
  }
}

function listed(lines: readonly number[], all: number): string {
  if (lines.length === 0) return ''
  return ` (line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}${lines.length < all ? ', …' : ''})`
}

function decoded(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address
  }
}
