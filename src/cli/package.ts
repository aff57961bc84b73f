/** This package: package.json is two folders up, in the repository and as installed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

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

interface Lock {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>
}

/** The tarball, by what npm keeps of it beside the installed packages; undefined where it came from a registry. */
function installedFrom(root: string): string | undefined {
  const modules = dirname(root)
  const list = join(modules, '.package-lock.json')
  if (!existsSync(list)) return undefined
  const { packages = {} }: Lock = JSON.parse(readFileSync(list, 'utf8'))
  const resolved = packages[`node_modules/${basename(root)}`]?.resolved
  return resolved?.startsWith('file:') ? resolve(dirname(modules), resolved.slice('file:'.length)) : undefined
}
