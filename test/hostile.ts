/**
 * Builds the sample posts and the hostile posts with the command line, and has every document read and judged
 * by programs that know nothing of this project:
 *
 *   xmllint              every XML document is well-formed
 *   feedparser           reads it without a complaint (bozo = 0), as many entries as there are
 *   feedsmith            reads the same story in all three formats of a feed
 *   ajv                  every JSON Feed fits the 1.1 schema (test/support/jsonfeed.schema.json)
 *   W3C Feed Validator   no error, no warning; only if $FEEDVALIDATOR names a checkout of w3c/feedvalidator
 *
 * A missing tool is a failure. Debian: apt-get install libxml2-utils python3-feedparser, and for the validator
 * python3-lxml python3-html5lib python3-rdflib.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { giants } from './support/giants.ts'
import { differences, tell } from './support/story.ts'

/** After every post of either site but the scheduled ones, and before today: validators mistrust the future. */
const NOW = '2026-07-01T12:00Z'

/** Debian's own Python has Debian's python3-feedparser. */
const PYTHON = '/usr/bin/python3'

/** For posts that must not be seen by anybody. */
const SECRET = 'SECRET'

/** How long a build may take; each hostile post is allowed a second. */
const MAX_SECONDS = 20

/** Elements that hold plain text and cannot say that they hold anything else. */
const PLAIN_ONLY = [
  'item title',
  'entry title',
  'feed title',
  'item unknown:markdown',
  'entry unknown:markdown',
  'item dc:creator',
  'channel title',
  'channel description',
  'image title',
  'author name',
]

/** A remark of the W3C validator that no document can avoid, of what exactly, and why. */
const UNAVOIDABLE: readonly { readonly is: (remark: Remark) => boolean; readonly reason: string }[] = [
  {
    is: ({ remark, namespace }) =>
      remark === 'UnknownNamespace' && namespace === 'http://source.scripting.com/',
    reason: 'the validator does not know the namespace of source:markdown and source:blogroll',
  },
  {
    is: ({ remark, path, parent, element }) =>
      remark === 'ContainsHTML' && basename(path) === 'rss.xml' && `${parent} ${element}` === 'item title',
    reason: 'RSS cannot say that a title is plain text; one that shows an end tag says it as it was typed',
  },
  {
    is: ({ remark, parent, element }) =>
      remark === 'BadCharacters' && PLAIN_ONLY.includes(`${parent} ${element}`),
    reason:
      'U+FFFD that a title or name holds; there it cannot be named, as in HTML, and the publisher is told',
  },
  {
    is: ({ remark, value }) => remark === 'NotSufficientlyUnique' && value === '4711',
    reason: 'a short number is the id that a publisher gives; another one would reach all subscribers again',
  },
  {
    is: ({ remark, parent, element }) =>
      remark === 'DuplicateUpdated' && `${parent} ${element}` === 'entry updated',
    reason: 'two posts of one instant were updated at one instant, and their dates say so',
  },
]

interface Build {
  readonly name: string
  /** The folder with the plain feed files. */
  readonly site: string
  readonly output: string
}

const failures: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'dropfeed-hostile-'))

function buildSample(): Build {
  return build('sample posts', 'posts', 'test/support/sample.config.ts')
}

function buildHostile(): Build {
  const posts = join(folder, 'hostile')
  cpSync('test/fixtures/hostile', posts, { recursive: true })
  for (const { name, text } of giants()) writeFileSync(join(posts, name), text)
  const built = build('hostile posts', posts, 'test/support/hostile.config.ts')
  const feed = readFileSync(join(built.site, 'feed.json'), 'utf8')
  const lost = globSync('*.md', { cwd: posts }).filter((name) => {
    const isSecret = readFileSync(join(posts, name), 'utf8').includes(SECRET)
    return !isSecret && !built.output.includes(name) && !feed.includes(`/posts/${slugOf(name)}"`)
  })
  report('every hostile post is published or reported', lost)
  const leaks = globSync('**/*.{xml,json}', { cwd: built.site }).filter((path) =>
    readFileSync(join(built.site, path), 'utf8').includes(SECRET),
  )
  report('no draft, scheduled or expired post in any document', leaks)
  return built
}

/** Feeds that hold little, so that most of the hostile posts are in archive pages. */
function buildArchive(): Build {
  return build('archive pages', 'test/fixtures/hostile', 'test/support/archive.config.ts')
}

/** The address of a post of the hostile folder, whose names are in lower case and without dots. */
function slugOf(name: string): string {
  const slug = basename(name, '.md')
  return encodeURIComponent(/^[\p{L}\p{N}]/u.test(slug) ? slug.replace(/-\p{S}+$/u, '') : '1f389')
}

function build(name: string, posts: string, config: string): Build {
  const out = join(folder, `${name.replace(' ', '-')}-out`)
  const started = performance.now()
  const command = ['src/cli/bin.js', 'build', '--posts', posts, '--config', config, '--out', out]
  const output = run(process.execPath, [...command, '--now', NOW], '')
  const seconds = (performance.now() - started) / 1000
  console.log(`\n${name}: ${output.trim().split('\n').at(-1)}`)
  report(`built within ${MAX_SECONDS} s`, seconds > MAX_SECONDS ? [`it took ${seconds.toFixed(1)} s`] : [])
  return { name, site: join(out, 'site'), output }
}

function checkBuild({ site }: Build): void {
  const xml = globSync('**/{rss,atom}.xml', { cwd: site }).map((path) => join(site, path))
  const json = globSync('**/feed.json', { cwd: site }).map((path) => join(site, path))
  const count = `${xml.length} XML documents`
  report('no document holds a control character', [...xml, ...json].filter(hasControls))
  report(`xmllint: ${count} are well-formed`, xmllint(xml))
  report(`feedparser: ${count}, bozo = 0`, feedparser(xml))
  report(`JSON Feed 1.1 schema: ${json.length} documents`, schema(json))
  report(`feedsmith: ${json.length} feeds, the three formats tell the same story`, stories(json))
  if (process.env.FEEDVALIDATOR === undefined) {
    console.log(
      '  -  W3C Feed Validator: not run; set FEEDVALIDATOR to a checkout of github.com/w3c/feedvalidator',
    )
  } else {
    report(`W3C Feed Validator: ${count}, no error, no warning`, feedvalidator(xml, site))
  }
}

/** XML forbids most of them, readers show boxes for the others. */
function hasControls(path: string): boolean {
  return /[[\p{Cc}\p{Noncharacter_Code_Point}]--[\t\n\r]]/v.test(readFileSync(path, 'utf8'))
}

function report(promise: string, broken: readonly string[]): void {
  console.log(`  ${broken.length === 0 ? 'ok' : 'NO'} ${promise}`)
  failures.push(...broken.map((what) => `${promise}: ${what}`))
}

/** Standard output and standard error of a program that must exist. */
function run(program: string, args: readonly string[], input: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`)
  if (status !== 0)
    failures.push(`${program} ${args.join(' ')} exited with ${status}: ${stderr.slice(0, 2000)}`)
  return stderr + stdout
}

function xmllint(paths: readonly string[]): string[] {
  const { error, status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--huge', ...paths], {
    encoding: 'utf8',
  })
  if (error !== undefined) throw new Error(`xmllint cannot be run: ${error.message}`)
  return status === 0 && stderr === '' ? [] : [stderr]
}

function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): T => JSON.parse(line))
}

function feedparser(paths: readonly string[]): string[] {
  const output = run(PYTHON, ['test/support/feedparser_check.py'], paths.join('\n'))
  const read = jsonLines<{ path: string; bozo: number; reason: string; entries: number }>(output)
  if (read.length !== paths.length)
    return [`${read.length} of ${paths.length} documents were read: ${output}`]
  return read.flatMap(({ path, bozo, reason, entries }) => {
    const format = basename(path) === 'rss.xml' ? 'rss' : 'atom'
    const expected = tell[format](readFileSync(path, 'utf8')).entries.length
    if (bozo !== 0) return [`${path}: ${reason}`]
    return entries === expected ? [] : [`${path}: ${entries} entries of ${expected}`]
  })
}

function schema(paths: readonly string[]): string[] {
  const ajv = new Ajv({ allErrors: true })
  formats.default(ajv)
  const isValid = ajv.compile(JSON.parse(readFileSync('test/support/jsonfeed.schema.json', 'utf8')))
  return paths.flatMap((path) =>
    isValid(JSON.parse(readFileSync(path, 'utf8'))) ? [] : [`${path}: ${ajv.errorsText(isValid.errors)}`],
  )
}

function stories(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const read = (file: string) => readFileSync(join(dirname(path), file), 'utf8')
    const found = differences({ rss: read('rss.xml'), atom: read('atom.xml'), json: read('feed.json') })
    return found.map((difference) => `${path}: ${difference}`)
  })
}

interface Remark {
  readonly path: string
  readonly remark: string
  readonly parent?: string
  readonly element?: string
  readonly value?: string
  readonly namespace?: string
  readonly message?: string
}

function feedvalidator(paths: readonly string[], site: string): string[] {
  const code = join(process.env.FEEDVALIDATOR ?? '', 'src/feedvalidator')
  if (!existsSync(code)) return [`FEEDVALIDATOR: there is no ${code}`]
  const rows = paths.map((path) => `${path}\thttps://blog.example/${encodeURI(relative(site, path))}`)
  const remarks = jsonLines<Remark>(run(PYTHON, ['test/support/feedvalidator_check.py'], rows.join('\n')))
  for (const { is, reason } of UNAVOIDABLE) {
    const count = remarks.filter(is).length
    if (count > 0) console.log(`     ${count} accepted: ${reason}`)
  }
  return remarks
    .filter((remark) => !UNAVOIDABLE.some(({ is }) => is(remark)))
    .map(({ path, remark, parent, element, value, message }) =>
      [path, remark, parent, element, value, message].filter(Boolean).join(' '),
    )
}

try {
  for (const built of [buildSample(), buildHostile(), buildArchive()]) checkBuild(built)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const failure of failures) console.error(`FAILED: ${failure}`)
console.log(failures.length === 0 ? 'All documents are fine.' : `${failures.length} failures.`)
process.exitCode = failures.length === 0 ? 0 : 1
