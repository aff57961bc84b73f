/**
 * Posts like real ones, made from a seed: the same seed gives the same bytes on every machine. They link to earlier
 * posts by file name and show pictures beside them; some have raw HTML or Chinese, Japanese and Korean text.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { breakPost } from './broken.ts'
import { pictureOf } from './picture.ts'
import { cjk, prose, type Random, randomFrom, rawHtml, section, sentence, words } from './prose.ts'

/** Tags over all posts, unless a run asks for more. */
export const TAGS = 200
/** Tags of a post, at least. */
const TAGS_OF_A_POST = 3

/** Posts in one folder: more would measure the file system instead. */
export const POSTS_PER_FOLDER = 1000
/** Two of three posts show one of them, so about 13 posts show the same. */
const PICTURES_PER_FOLDER = 50
/** Posts link to those of about the last year. */
const REACH = 300
const FIRST = Date.UTC(2000, 0, 1)
const MINUTE = 60_000

export interface Corpus {
  readonly posts: number
  readonly seed: number
  readonly tags: number
}

/** Writes the corpus into `folder`; every `brokenEvery`th post is broken in some way. */
export function writeCorpus(folder: string, corpus: Corpus, brokenEvery = Infinity): void {
  for (let index = 0; index < corpus.posts; index++) {
    const path = join(folder, pathOf(index))
    if (index % POSTS_PER_FOLDER === 0) writePictures(dirname(path), corpus.seed + index)
    const isBroken = index % brokenEvery === brokenEvery - 1
    const text = postOf(index, corpus)
    writeFileSync(path, isBroken ? breakPost(text, Math.floor(index / brokenEvery)) : text)
  }
}

/** Makes the folder with the pictures that its posts show. */
export function writePictures(folder: string, seed: number): void {
  mkdirSync(folder, { recursive: true })
  for (let picture = 0; picture < PICTURES_PER_FOLDER; picture++)
    writeFileSync(join(folder, pictureName(picture)), pictureOf(seed + picture))
}

/** `0003/post-3142.md` */
export function pathOf(index: number): string {
  return `${folderOf(index)}/post-${index}.md`
}

/** `0003` */
export function folderOf(index: number): string {
  return String(Math.floor(index / POSTS_PER_FOLDER)).padStart(4, '0')
}

export function tagName(index: number): string {
  return `tag-${String(index).padStart(3, '0')}`
}

function pictureName(picture: number): string {
  return `picture-${picture}.png`
}

/** Some 4 kB of Markdown with front matter. */
export function postOf(index: number, corpus: Corpus): string {
  const random = randomFrom(corpus.seed + index)
  const date = new Date(FIRST + index * MINUTE).toISOString().replace('.000', '')
  const matter = [
    '---',
    `title: "${sentence(random, 5)} ${index}"`,
    `date: ${date}`,
    `tags: [${tagsOf(index, corpus, random).join(', ')}]`,
    '---',
  ]
  return `${matter.join('\n')}\n${bodyOf(index, random)}`
}

export function bodyOf(index: number, random: Random): string {
  const [first = '', ...sections] = Array.from({ length: 4 }, (_, part) => section(random, part))
  return [
    first,
    index === 0 ? '' : `${prose(random)} ${linkTo(index, random)}, and ${linkTo(index, random)}.\n`,
    index % 3 === 0
      ? ''
      : `![${words(random, 3)}](${pictureName(Math.floor(random() * PICTURES_PER_FOLDER))})\n`,
    index % 4 === 0 ? rawHtml(random) : '',
    index % 5 === 0 ? cjk(random) : '',
    ...sections,
  ].join('\n')
}

/** To an earlier post, as editors write it: `../0002/post-2998.md`. */
function linkTo(index: number, random: Random): string {
  const target = index - 1 - Math.floor(random() * Math.min(index, REACH))
  return `[${words(random, 2)}](${relative(folderOf(index), pathOf(target))})`
}

/** At random; where there are more tags than three a post, in turn, so that each is used. */
function tagsOf(index: number, { posts, tags }: Corpus, random: Random): string[] {
  const each = Math.ceil(tags / posts)
  if (each > TAGS_OF_A_POST)
    return Array.from({ length: each }, (_, turn) => tagName((index * each + turn) % tags))
  const chosen = new Set<string>()
  while (chosen.size < TAGS_OF_A_POST) chosen.add(tagName(Math.floor(random() * tags)))
  return [...chosen]
}
