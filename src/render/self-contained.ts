/**
 * Texts of which it is plain, without parsing them, that they render and what they name: web addresses of other
 * sites, if anything. So their rendering can wait until somebody wants to see it. Whatever is not plain is not said
 * to be.
 */

/** Characters and lines. Whatever is in them, so few stay below the limits on length and steps (see limits.ts). */
const MAX_LENGTH = 16 * 1024
const MAX_LINES = 1500

/** Marks of emphasis in one block: twice as many as could nest too deep. */
const MAX_MARKS = 40

/**
 * Table cells. The library fills every line of a table up to the width of its head, and an empty cell of 1 character
 * becomes up to 25 of HTML.
 */
const MAX_CELLS = 4000

/** A link or image that leads to the web. A sign before it may make it text; then it is no other link either. */
const WEB_LINK = /\[[^[\]\n<>{\\`]*\]\((?:https?:\/\/|mailto:)[^\s()<>{\\[\]]*(?: "[^"\n{\\[\]]*")?\)/y

/** Tags, comments, autolinks, and signs of other systems. */
const UNPLAIN = /<[a-z/!?]|\{[{%<#:/>]|\{\s+\/\*|%%/i

/** An address whose host is spelled so that it may mean another. */
const ODD_HOST = /:\/\/(?![a-z0-9.-]+(?:[\s/?#:)"'>*_~`|,;!]|$))/i

/** The end of a line before one that begins so deep in lists and quotes that it could nest too deep. */
const DEEP = /\n(?:[ \t>*+\-\d.)]{24}|(?:[ >]*\t){4})/

/** @param host of the site itself: its addresses may be those of other posts. */
export function isSelfContained(body: string, host: string): boolean {
  if (body.length > MAX_LENGTH || DEEP.test(`\n${body}`) || ODD_HOST.test(body)) return false
  if (UNPLAIN.test(body) || spelling(host).test(body)) return false
  if (!hasOnlyWebLinks(body)) return false
  if (timesIn(body, '\n') >= MAX_LINES || !hasFewCells(body)) return false
  return hasFewMarks(body) || blocksOf(body).every(hasFewMarks)
}

/** No brackets of other links, footnotes and boxes. */
function hasOnlyWebLinks(body: string): boolean {
  WEB_LINK.lastIndex = 0
  for (let open = body.indexOf('['); open !== -1; open = body.indexOf('[', WEB_LINK.lastIndex)) {
    if (body.slice(WEB_LINK.lastIndex, open).includes(']')) return false
    WEB_LINK.lastIndex = open
    if (!WEB_LINK.test(body)) return false
  }
  return !body.includes(']', WEB_LINK.lastIndex)
}

/** Signs that an expression gives a meaning to; a host may hold most of them. */
const SYNTAX = /[$()*+./?[\\\]^{|}]/g

let last = { host: '', spelling: /^/ }

/** A host as it may be spelled; that of one site after the other. */
function spelling(host: string): RegExp {
  if (host !== last.host) last = { host, spelling: new RegExp(host.replace(SYNTAX, '\\$&'), 'iu') }
  return last.spelling
}

/** In the worst case all lines are one table, as wide as the widest of them. */
function hasFewCells(body: string): boolean {
  if (!body.includes('|')) return true
  const lines = body.split('\n')
  const widest = Math.max(...lines.map((line) => timesIn(line, '|')))
  return (widest + 1) * lines.length <= MAX_CELLS
}

/** Emphasis does not reach from one into another. */
function blocksOf(body: string): string[] {
  return body.split(/\n(?=[^\S\n]*\n| {0,3}[-*+] )/)
}

function hasFewMarks(block: string): boolean {
  return timesIn(block, '*') + timesIn(block, '_') + timesIn(block, '~') <= MAX_MARKS
}

function timesIn(text: string, sign: string): number {
  let times = 0
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) times++
  return times
}
