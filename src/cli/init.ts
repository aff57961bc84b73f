/** Begins a site in a folder: its configuration, a first post, and all that publishing it needs. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { wordsOf } from '../base/problem.ts'
import { UsageError } from '../base/usage-error.ts'
import { ConfigError, parseSite } from '../config/site.ts'
import { codeOf } from '../disk/error-code.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { hasPosts } from '../folder/listing.ts'
import { newPost } from './new.ts'
import { LOCAL_URL } from './options.ts'
import { type Answers, bringPackage, type Deployment, firstPost, starterFiles } from './package.ts'

export interface InitOptions extends Answers {
  readonly deploy: Deployment
  readonly install: boolean
}

/** Writes the files that are not there yet, and installs dropfeed beside them. */
export async function init(folder: string, options: InitOptions): Promise<number> {
  if (statSync(folder, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`"${folder}" is a file. Name a folder, or one that does not exist yet.`)
  const answers = await answer(options, titleOf(folder))
  const site = parseSite(answers, LOCAL_URL)
  makeFolder(folder)
  const version = await bringPackage(folder)
  const files = starterFiles({ site, answers, version, ...options })
  const hasPackage = existsSync(join(folder, 'package.json'))
  for (const [name, text] of Object.entries(files)) await create(join(folder, name), text)
  const posts = join(folder, 'posts')
  if (!(await hasPosts(posts))) await newPost(['Hello'], { posts, schema: SCHEMA, text: firstPost() })
  const isInstalled = options.install && !hasPackage && install(folder)
  if (!isInstalled) console.log(`To install dropfeed there: npm install${hasPackage ? ` ${version}` : ''}`)
  console.log(`Look at the site: ${stepInto(folder)}npm start -- --open`)
  return isInstalled || hasPackage || !options.install ? 0 : 1
}

/** The shell command that goes to a folder; `''` if the shell is there. */
function stepInto(folder: string): string {
  if (resolve(folder) === process.cwd()) return ''
  return `cd ${/\s/.test(folder) ? `"${folder}"` : folder} && `
}

/** As a post in `posts/` names it. */
const SCHEMA = '../node_modules/dropfeed/lib/front-matter.schema.json'

const QUESTIONS = {
  title: 'Title of the site',
  url: 'Its address on the web, such as https://tea.example (empty: later)',
  language: 'Language of the posts',
} as const

/** What the options leave open is asked for at a terminal; elsewhere the defaults count. */
async function answer({ title, url, language }: Answers, usualTitle: string): Promise<Answers> {
  const usual = { title: usualTitle, url: '', language: 'en' }
  const given = { title, url, language }
  const keys = ['title', 'url', 'language'] as const
  const answers = new Map<string, string>()
  const asking = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stderr })
    : undefined
  for (const key of keys) {
    const question = `${QUESTIONS[key]}${usual[key] && ` [${usual[key]}]`}: `
    const ask = async () => (await asking?.question(question))?.trim() || usual[key]
    let value = given[key] ?? (await ask())
    for (let fault = faultOf(key, value); fault !== undefined; fault = faultOf(key, value)) {
      if (given[key] !== undefined || asking === undefined) throw new UsageError(`--${key}: ${fault}`)
      console.error(fault)
      value = await ask()
    }
    if (value !== '') answers.set(key, value)
  }
  asking?.close()
  return Object.fromEntries(answers)
}

/** `undefined` where the configuration takes the value. */
function faultOf(key: string, value: string): string | undefined {
  try {
    if (value !== '') parseSite({ [key]: value }, LOCAL_URL)
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(wordsOf).join(' ')
  }
}

/** `tea-notes` -> `Tea notes` */
function titleOf(folder: string): string {
  const words = basename(resolve(folder))
    .replace(/[-_\s]+/g, ' ')
    .trim()
  return words === '' ? 'My posts' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** Never replaces an existing file. */
async function create(path: string, text: string): Promise<void> {
  makeFolder(dirname(path))
  try {
    await writeFile(path, text, { flag: 'wx' })
    console.log(path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    console.log(`${path} is there already, and stays as it is`)
  }
}

/** Writes the lock file. What npm has in its cache needs no network. */
function install(folder: string): boolean {
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) console.error('npm could not install dropfeed; the files are complete.')
  return status === 0
}
