/** The files of a new site, from the templates in `starter/`. */
import { readFileSync } from 'node:fs'
import type { Site } from '../model.ts'
import { ROOT, readPackage } from './package.ts'

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

/** Texts by path. */
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
