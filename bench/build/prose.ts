/** Prose from a seed: the same seed gives the same text on every machine. */

export type Random = () => number

const WORDS = (
  'sea tide harbour ferry lamp bread salt grey morning train window paper letter garden stone river winter ' +
  'summer slow quiet small open under over along between before after walk write read carry find keep ' +
  'remember island market coat kettle orange copper thread north south gull rope anchor map chart engine ' +
  'station platform ticket whistle bridge tunnel valley hill orchard apple plum barley oven table spoon ' +
  'café naïve Zürich señor façade “quoted” dash—dash it’s and the of a to in is was for with on at by'
).split(' ')

const CJK =
  '海 潮 港口 渡輪 燈 麵包 早晨 火車 窗 紙 信 花園 石 河 冬天 静かな 夏 ゆっくり 歩く 書く 島 市場 茶 바다 아침'.split(
    ' ',
  )

/** Mulberry32 (Tommy Ettinger): 32 bits of state are enough for prose. From 0 to below 1. */
export function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A heading, two paragraphs, and a list, quotation, code block or table between them. */
export function section(random: Random, part: number): string {
  const extra = [list, quotation, code, table][part % 4] ?? list
  return [`## ${sentence(random, 4)}\n`, paragraph(random), extra(random), paragraph(random)].join('\n')
}

function paragraph(random: Random): string {
  return `${Array.from({ length: 4 }, () => prose(random)).join(' ')}\n`
}

/** A sentence with emphasis, code or a link in it. */
export function prose(random: Random): string {
  const [before, inside, after] = [words(random, 5), words(random, 2), words(random, 5)]
  const address = `https://example.org/${pick(random, WORDS)}?a=1&b=${Math.floor(random() * 100)}`
  return `${before} ${pick(random, [`*${inside}*`, `**${inside}**`, `[${inside}](${address})`, `\`${inside}\``, inside])} ${after}.`
}

export function cjk(random: Random): string {
  const clause = () => Array.from({ length: 8 }, () => pick(random, CJK)).join('')
  return `${clause()}，**${clause()}**。${clause()}、${clause()}。\n`
}

export function rawHtml(random: Random): string {
  const [summary, text, note] = [words(random, 3), prose(random), words(random, 6)]
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>\n\n<p class="note">${note} <kbd>Ctrl</kbd> <sup>1</sup></p>\n`
}

function list(random: Random): string {
  return Array.from({ length: 4 }, () => `- ${prose(random)}\n`).join('')
}

function quotation(random: Random): string {
  return `> ${prose(random)}\n> ${prose(random)}\n`
}

function code(random: Random): string {
  const name = pick(random, WORDS).replace(/\W/g, '')
  return `\`\`\`js\nconst ${name} = "${words(random, 4)}" && 1 < 2\n\`\`\`\n`
}

function table(random: Random): string {
  const row = () => `| ${pick(random, WORDS)} | ${words(random, 3)} |\n`
  return `| name | what |\n| --- | --- |\n${row()}${row()}${row()}`
}

export function sentence(random: Random, length: number): string {
  const text = words(random, length).replace(/["“”]/g, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => pick(random, WORDS)).join(' ')
}

function pick(random: Random, from: readonly string[]): string {
  return from[Math.floor(random() * from.length)] ?? ''
}
