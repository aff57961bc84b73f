/** What stands for the things that files are made of: while it is the same, so are they. */

import type { Member } from '../../compile/press.ts'
import type { Compilation } from '../../compile.ts'
import type { FeedSpec } from '../../model.ts'
import { SourceFile, versionOf } from '../folder/source-file.ts'
import { hash } from '../hash.ts'

export class Keys {
  readonly #compilation: Compilation
  readonly #fingerprint: string
  readonly #posts = new WeakMap<Member, string>()

  /** @param fingerprint of the code and the configuration */
  constructor(compilation: Compilation, fingerprint: string) {
    this.#compilation = compilation
    this.#fingerprint = fingerprint
  }

  ofFeed(feed: FeedSpec<Member>): string {
    const { kind, base, title, description, language } = feed
    const head = JSON.stringify([kind, base, title, description, language, this.#compilation.besides(feed)])
    const members = this.#compilation.windowOf(feed)
    return hash([head, ...members.map((member) => this.ofPost(member))].join('\n'))
  }

  /** Stands for what a post is made of: its file, who and where it is, and what it shows of others. */
  ofPost(member: Member): string {
    const known = this.#posts.get(member)
    if (known !== undefined) return known
    const { source, addressed, entry, path, updated } = member
    const version =
      source instanceof SourceFile ? source.version : versionOf(new TextEncoder().encode(source.text))
    const { identity, folder, url } = addressed
    // a path may hold the date
    const key = hash(JSON.stringify([path, version, identity, folder, url, updated, entry]))
    this.#posts.set(member, key)
    return key
  }

  of(...parts: readonly string[]): string {
    return hash([this.#fingerprint, ...parts].join('\n'))
  }
}
