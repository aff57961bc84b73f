/** Posts that are made up from a seed: the same seed gives the same bytes on every machine. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const TAGS = 200
export const TAGS_OF_A_POST = 3

/** Posts in one folder: more would measure the file system instead. */
const POSTS_PER_FOLDER = 1000
const FIRST = Date.UTC(2000, 0, 1)
const MINUTE = 60_000

const WORDS = (
  'sea tide harbour ferry lamp bread salt grey morning train window paper letter garden stone river winter ' +
  'summer slow quiet small open under over along between before after walk write read carry find keep ' +
  'remember island market coat kettle orange copper thread north south gull rope anchor map chart engine ' +
  'station platform ticket whistle bridge tunnel valley hill orchard apple plum barley oven table spoon ' +
  'café naïve Zürich señor façade “quoted” dash—dash it’s and the of a to in is was for with on at by'
).split(' ')

type Random = () => number

/** Mulberry32 (Tommy Ettinger): 32 bits of state are enough for prose. From 0 to below 1. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Corpus {
  readonly folder: string
  readonly posts: number
}

/** Writes a corpus of `posts` posts of some 3.7 kB into `folder`; every `brokenEvery`th is broken in some way. */
export function writeCorpus(folder: string, posts: number, seed: number, brokenEvery = Infinity): Corpus {
  for (let index = 0; index < posts; index++) {
    const path = join(folder, pathOf(index))
    if (index % POSTS_PER_FOLDER === 0) mkdirSync(join(path, '..'), { recursive: true })
    const isBroken = index % brokenEvery === brokenEvery - 1
    const text = postOf(index, seed)
    writeFileSync(path, isBroken ? breakPost(text, Math.floor(index / brokenEvery)) : text)
  }
  return { folder, posts }
}

/** `0003/post-3142.md` */
export function pathOf(index: number): string {
  return `${String(Math.floor(index / POSTS_PER_FOLDER)).padStart(4, '0')}/post-${index}.md`
}

export function tagName(index: number): string {
  return `tag-${String(index).padStart(3, '0')}`
}

export function postOf(index: number, seed: number): string {
  const random = randomFrom(seed + index)
  const tags = new Set<string>()
  while (tags.size < TAGS_OF_A_POST) tags.add(tagName(Math.floor(random() * TAGS)))
  const date = new Date(FIRST + index * MINUTE).toISOString().replace('.000', '')
  const matter = [
    '---',
    `title: "${sentence(random, 5)} ${index}"`,
    `date: ${date}`,
    `tags: [${[...tags].join(', ')}]`,
    '---',
  ]
  const parts = Array.from({ length: 4 }, (_, part) => section(random, part))
  return `${matter.join('\n')}\n${parts.join('\n')}`
}

function section(random: Random, part: number): string {
  const paragraph = () => `${Array.from({ length: 4 }, () => prose(random)).join(' ')}\n`
  const extra = [list, quotation, code, table][part % 4] ?? list
  return [`## ${sentence(random, 4)}\n`, paragraph(), extra(random), paragraph()].join('\n')
}

/** A sentence with emphasis, code or a link in it. */
function prose(random: Random): string {
  const [before, inside, after] = [words(random, 5), words(random, 2), words(random, 5)]
  const address = `https://example.org/${word(random)}?a=1&b=${Math.floor(random() * 100)}`
  const marked = [`*${inside}*`, `**${inside}**`, `[${inside}](${address})`, `\`${inside}\``, inside]
  return `${before} ${marked[Math.floor(random() * marked.length)]} ${after}.`
}

function list(random: Random): string {
  return Array.from({ length: 4 }, () => `- ${prose(random)}\n`).join('')
}

function quotation(random: Random): string {
  return `> ${prose(random)}\n> ${prose(random)}\n`
}

function code(random: Random): string {
  return `\`\`\`js\nconst ${word(random).replace(/\W/g, '')} = "${words(random, 4)}" && 1 < 2\n\`\`\`\n`
}

function table(random: Random): string {
  const row = () => `| ${word(random)} | ${words(random, 3)} |\n`
  return `| name | what |\n| --- | --- |\n${row()}${row()}${row()}`
}

function sentence(random: Random, length: number): string {
  const text = words(random, length).replace(/["“”]/g, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => word(random)).join(' ')
}

function word(random: Random): string {
  return WORDS[Math.floor(random() * WORDS.length)] ?? ''
}

/** One way after the other in which the checks find a post unusable. */
function breakPost(text: string, turn: number): string {
  const ways: ((text: string) => string)[] = [
    (post) => post.replace(/^date: .*$/m, 'date: 2026-02-30'),
    (post) => post.replace(/^date: .*$/m, 'date: tomorow'),
    (post) => post.replace(/^date: .*\n/m, ''),
    (post) => post.replace(/^title: "(.*)"$/m, 'title: a: b: $1'),
    (post) => post.replace(/^title: /m, 'title: [unclosed\ntitle: '),
    (post) => post.replace(/^(tags: .*)$/m, '$1\n$1'),
    (post) => post.replace(/\n---\n/, '\n'),
    (post) => post.replace(/^tags: .*$/m, 'tags: { a: 1 }'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nlink: "javascript:alert(1)"'),
    (post) => post.replace(/^(date: .*)$/m, '$1\naudio: missing.mp3'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nauthors: [{ email: nobody@example.org }]'),
    (post) => `${post}\n${'>'.repeat(500)} deep\n`,
    (post) => `${post}\n<textarea>\n`,
    (post) => post.replace(/^(date: .*)$/m, '$1\ndraft: perhaps'),
    (post) => post.replace(/^(date: .*)$/m, '$1\nid: the-same-id-as-others'),
  ]
  return ways[turn % ways.length]?.(text) ?? text
}
