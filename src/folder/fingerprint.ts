/** What everything that is remembered depends on besides the posts: this code, its libraries, Node.js, and the site. */
import { readdirSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hash } from '../disk/hash.ts'
import type { Site } from '../model.ts'
import type { Place } from './site-database.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CODE = fileURLToPath(new URL('..', import.meta.url))

/** Of Node.js, the code and its libraries, which stay as they are while a process runs. */
let versions: string | undefined

export function fingerprint(site: Site): string {
  versions ??= [process.version, codeVersion(), ...libraryVersions()].join('\n')
  return hash(`${versions}\n${JSON.stringify(site)}`)
}

/** Where a server has the database of its folder. */
export function serverPlace({ posts, site }: { readonly posts: string; readonly site: Site }): Place {
  return { folder: posts, purpose: 'serve', fingerprint: fingerprint(site) }
}

function codeVersion(): string {
  return readdirSync(CODE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => hash(readFileSync(file, 'utf8')))
    .join('\n')
}

interface Package {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Of the libraries, and of theirs. */
function libraryVersions(): string[] {
  const seen = new Map<string, string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    const { name, version, dependencies = {} }: Package = JSON.parse(readFileSync(file, 'utf8'))
    seen.set(file, `${name} ${version}`)
    for (const library of Object.keys(dependencies)) {
      const found = findPackageJSON(library, pathToFileURL(join(dirname(file), 'index.js')))
      if (found !== undefined) visit(found)
    }
  }
  visit(join(ROOT, 'package.json'))
  return [...seen.values()].sort()
}
