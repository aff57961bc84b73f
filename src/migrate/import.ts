/** Puts the posts of another system into the posts folder: each once, however often it is run. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../disk/aside.ts'
import { hash } from '../disk/hash.ts'
import { readHtml } from './html-to-markdown.ts'
import { type Export, type ImportedPost, ownCopy, type Skipped } from './imported-post.ts'
import type { MediaFolder } from './media-folder.ts'
import { fileNames, isPermanentId, linkOf, permalinkOf, postText } from './post-file.ts'

export interface Present {
  /** Paths of posts by their ids, and by their permalinks or links with their dates: see `addressKey`. */
  readonly byKey: ReadonlyMap<string, string>
  /** Paths of everything, relative to the folder. */
  readonly paths: ReadonlySet<string>
}

export interface ImportOptions {
  readonly folder: string
  readonly present: Present
  /** Absent: files of posts keep their addresses. */
  readonly media?: MediaFolder | undefined
  readonly dryRun: boolean
}

/** The result of an import; paths are relative to the folder. */
export class Imported {
  readonly written: string[] = []
  /** Posts that were there already. */
  readonly already: string[] = []
  /** The posts of `already` whose files are now beside them. */
  readonly changed: string[] = []
  /** The posts of `already` that were edited since, so their files keep the old addresses. */
  readonly edited: string[] = []
  readonly held: { readonly path: string; readonly reason: string }[] = []
  /** Items that are no posts, counted by kind. */
  readonly skipped = new Map<string, number>()
  /** Skipped items that were posts. */
  lost = 0
  /** Posts by the name of a shortcode that stays as text. */
  readonly leftovers = new Map<string, string[]>()
  /** Posts whose body is still HTML. */
  readonly asHtml: string[] = []
  /** Ids that only the ledger can hold: see `isPermanentId`. */
  readonly toAdopt: { readonly id: string; readonly path: string }[] = []
}

/** @throws {ImportError} for an export that cannot be read to its end */
export async function importPosts({ items }: Export, options: ImportOptions): Promise<Imported> {
  const importer = new Importer(options)
  for await (const item of items) await importer.take(item)
  return importer.done
}

class Importer {
  readonly done = new Imported()
  readonly #options: ImportOptions
  readonly #paths: Set<string>
  readonly #byKey: Map<string, string>

  constructor(options: ImportOptions) {
    this.#options = options
    this.#paths = new Set(options.present.paths)
    this.#byKey = new Map(options.present.byKey)
  }

  async take(item: ImportedPost | Skipped): Promise<void> {
    if ('skipped' in item) {
      this.done.skipped.set(item.skipped, (this.done.skipped.get(item.skipped) ?? 0) + 1)
      if (item.isLost) this.done.lost++
      return
    }
    const known = this.#byKey.get(keyOf(item))
    if (known === undefined) await this.#add(item)
    else await this.#update(item, known)
  }

  async #add(post: ImportedPost): Promise<void> {
    const { folder, media, dryRun } = this.#options
    const path = this.#freePath(post)
    const draft = draftOf(post)
    if (!dryRun) replaceFile(join(folder, path), draft.text((await media?.fetch(draft.media)) ?? new Map()))
    this.#paths.add(path)
    this.#byKey.set(ownCopy(keyOf(post)), path)
    this.#note(post, path, draft)
  }

  #freePath(post: ImportedPost): string {
    const { first, other } = fileNames(post, hash)
    const isTaken = this.#paths.has(first) || existsSync(join(this.#options.folder, first))
    return isTaken ? other : first
  }

  #note(post: ImportedPost, path: string, draft: Draft): void {
    const { written, held, leftovers, asHtml, toAdopt } = this.done
    written.push(path)
    if (post.held !== undefined) held.push({ path, reason: post.held.join(': ') })
    for (const name of post.leftovers) leftovers.set(name, [...(leftovers.get(name) ?? []), path])
    if (draft.isHtml) asHtml.push(path)
    if (post.id !== '' && !isPermanentId(post.id)) toAdopt.push({ id: post.id, path })
  }

  /** Keeps the text of a post that is there. Refers to its files beside it if nobody has edited it since its import. */
  async #update(post: ImportedPost, path: string): Promise<void> {
    const { folder, media, dryRun } = this.#options
    this.done.already.push(path)
    if (media === undefined || dryRun) return
    const draft = draftOf(post)
    if (draft.media.length === 0) return
    const before = readFileSync(join(folder, path), 'utf8')
    const isOurs = [new Map(), media.present(draft.media)].some((places) => draft.text(places) === before)
    const after = draft.text(await media.fetch(draft.media))
    if (after === before) return
    if (isOurs) replaceFile(join(folder, path), after)
    const list = isOurs ? this.done.changed : this.done.edited
    list.push(path)
  }
}

/** The key under which a second run finds the post. */
function keyOf(post: ImportedPost): string {
  return isPermanentId(post.id)
    ? post.id
    : addressKey(permalinkOf(post) ?? linkOf(post) ?? post.id, post.date)
}

/** The key of a post whose front matter has no id; neither link nor date alone is unique. */
export function addressKey(address: string, date = ''): string {
  return `${address} ${date}`
}

/** A post with its HTML parsed, before its files are fetched. */
interface Draft {
  readonly media: readonly string[]
  /** The body is too long or nested too deep to convert. */
  readonly isHtml: boolean
  readonly text: (places: ReadonlyMap<string, string>) => string
}

function draftOf(post: ImportedPost): Draft {
  const read = readHtml(post.html, post.base)
  const own = [post.image, ...post.enclosures.map(({ url }) => url)].filter(
    (address) => address !== undefined,
  )
  return {
    media: [...new Set([...own, ...(read?.media ?? [])])],
    isHtml: read === undefined,
    text: (places) => postText(post, read?.toMarkdown(places) ?? post.html, places),
  }
}
