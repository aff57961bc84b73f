/** This package, whose package.json is two folders up, and the files of a new site from its templates in `starter/`. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Site } from '../model.ts'

interface Package {
  readonly version: string
  readonly engines: { readonly node: string }
  readonly peerDependencies: Readonly<Record<string, string>>
}

export const ROOT = new URL('../../', import.meta.url)

export function readPackage(): Package {
  return JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
}

/**
 * How the package.json of a folder names this package: by its version, or by the tarball that it was installed from,
 * which is copied into the folder. A checkout of the repository is packed.
 */
export async function bringPackage(folder: string): Promise<string> {
  const root = fileURLToPath(ROOT)
  if (existsSync(join(root, 'src'))) return `file:${pack(root, folder)}`
  const tarball = installedFrom(root)
  if (tarball === undefined) return `^${readPackage().version}`
  await copyFile(tarball, join(folder, basename(tarball)))
  return `file:${basename(tarball)}`
}

function pack(root: string, folder: string): string {
  const args = ['pack', '--silent', '--pack-destination', resolve(folder)]
  const options = { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' } as const
  return execFileSync('npm', args, options).trim().split('\n').at(-1) ?? ''
}

/** The tarball, by what npm keeps of it beside the installed packages; undefined where it came from a registry. */
function installedFrom(root: string): string | undefined {
  const modules = dirname(root)
  const list = join(modules, '.package-lock.json')
  if (!existsSync(list)) return undefined
  const { packages }: { readonly packages?: Readonly<Record<string, { readonly resolved?: string }>> } =
    JSON.parse(readFileSync(list, 'utf8'))
  const resolved = packages?.[`node_modules/${basename(root)}`]?.resolved
  return resolved?.startsWith('file:') ? resolve(dirname(modules), resolved.slice('file:'.length)) : undefined
}

export interface Answers {
  readonly title?: string
  readonly url?: string
  readonly language?: string
}

export type Deployment = 'pages' | 'workers' | 'live'

export interface Starter {
  readonly site: Site
  readonly answers: Answers
  readonly deploy: Deployment
  /** Of dropfeed, as package.json names it. */
  readonly version: string
}

export function starterFiles({ site, answers, deploy, version }: Starter): Record<string, string> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const url = answers.url === undefined ? "// url: 'https://tea.example'" : `url: ${literal(site.url)}`
  const values = {
    title: literal(site.title),
    url,
    language: literal(site.language),
    timeZone: literal(timeZone),
    address: answers.url === undefined ? 'https://tea.example' : site.url,
  }
  const template = (file: string) => fill(read(file), values)
  return {
    'package.json': `${JSON.stringify(packageOf(version, deploy), undefined, 2)}\n`,
    'feed.config.ts': template('feed.config.ts'),
    '.gitignore': template('gitignore'),
    '.dockerignore': template('dockerignore'),
    Dockerfile: template('Dockerfile'),
    '.github/workflows/publish.yml': template('publish.yml') + template(`publish.${deploy}.yml`),
  }
}

export function firstPost(): string {
  return read('hello.md')
}

function read(file: string): string {
  return readFileSync(new URL(`starter/${file}`, ROOT), 'utf8')
}

/** GitHub's expressions have a dollar sign in front. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/(?<!\$)\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole)
}

/** In quotation marks of TypeScript. */
function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function packageOf(version: string, deploy: Deployment): object {
  const { peerDependencies } = readPackage()
  return {
    private: true,
    type: 'module',
    scripts: {
      start: 'dropfeed serve',
      build: 'dropfeed build',
      check: 'dropfeed check',
      new: 'dropfeed new',
    },
    dependencies: { dropfeed: version },
    ...(deploy === 'workers' ? { devDependencies: peerDependencies } : {}),
  }
}
