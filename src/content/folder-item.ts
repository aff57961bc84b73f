/** What a file of the posts folder is, by its name and its first characters: a post, a file of posts, or a problem. */
import mime from 'mime'
import type { MediaFile, Problem, Source } from '../model.ts'

export const POST = /\.(mdx?|markdown)$/i

/** Names of posts, and of HTML files, which are posts if they begin with front matter. */
export const MAY_BE_POST = /\.(mdx?|markdown|html?)$/i

export type FolderItem =
  | { readonly source: Source }
  | { readonly file: MediaFile }
  | { readonly problem: Problem }

/** Templates of other systems, which are posts there if they begin with front matter. */
const TEMPLATE = /\.(njk|liquid|hbs|ejs|pug|haml|mustache|webc|astro|textile|adoc|asciidoc|rst)$/i

/** An opening fence, after a byte order mark in bytes. */
const BEGINS_LIKE_POST = /^(?:ï»¿)?(---|\+\+\+)[ \t]*\r?\n/

/** Settings of Jekyll and Eleventy for the posts of a folder. */
const FOLDER_SETTINGS = /(?:^|\/)(?:_config\.ya?ml|[^/]+\.11tydata\.(?:json|[cm]?js)|([^/]+)\/\1\.json)$/i

/** A setting that holds posts back. */
const HOLDS_BACK =
  /\b(?:draft|published?|private|hidden|unlisted|permalink|eleventyExcludeFromCollections)["']?\s*:\s*(?:true|false)\b/i

/** Of a file that may hold settings, in bytes. */
const MAX_SETTINGS = 16 * 1024

/** In bytes: a build puts the file below a folder of its own, and systems take 4,096 for all of it. */
const MAX_PATH = 2000

/** Of an opening fence, in bytes. */
const MAX_FENCE = 16

/** How much of a file {@link namedItem} asks for, in bytes; 0: nothing. */
export function startLength(path: string): number {
  if (FOLDER_SETTINGS.test(path)) return MAX_SETTINGS
  return TEMPLATE.test(path) || MAY_BE_POST.test(path) ? MAX_FENCE : 0
}

/**
 * Whether a file is a post.
 * @param startOf as in {@link namedItem}
 */
export function isPost(path: string, startOf: (length: number) => string): boolean {
  if (POST.test(path)) return true
  return MAY_BE_POST.test(path) && BEGINS_LIKE_POST.test(startOf(MAX_FENCE))
}

/**
 * A file that is no post; undefined where no post can use it.
 * @param length in bytes
 * @param startOf returns the first bytes of the file, each as a character
 */
export function namedItem(
  path: string,
  length: number,
  startOf: (length: number) => string,
): FolderItem | undefined {
  if (FOLDER_SETTINGS.test(path) && HOLDS_BACK.test(startOf(MAX_SETTINGS)))
    return warning(path, {
      what: 'This holds settings for the posts of a folder, and is not read.',
      why: 'Posts that it holds back elsewhere are published here.',
      fix: "Write such settings in feed.config.ts: defaults: { 'notes/**': { draft: true } }.",
    })
  if (TEMPLATE.test(path) && BEGINS_LIKE_POST.test(startOf(MAX_FENCE)))
    return warning(path, {
      what: 'This begins like a post, and a file with this ending is not read as one.',
      fix: 'Write it as Markdown or HTML without programs in it, in a file that ends in .md.',
    })
  const type = mime.getType(path)
  if (type === null) return undefined
  if (new TextEncoder().encode(path).length <= MAX_PATH) return { file: { path, type, length } }
  return warning(path, {
    what: `The path of this file is longer than ${MAX_PATH} bytes, so no post can use it.`,
    why: 'Builds could not copy it.',
    fix: 'Move it further up.',
  })
}

function warning(path: string, words: Pick<Problem, 'what' | 'why' | 'fix'>): FolderItem {
  return { problem: { severity: 'warning', path, ...words } }
}

export function problem(severity: Problem['severity'], path: string, what: string, fix: string): Problem {
  return { severity, path, what, fix }
}
