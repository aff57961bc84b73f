/** Reads package.json, which is two folders up, in the repository and as installed. */
import { readFileSync } from 'node:fs'

interface Package {
  readonly version: string
  readonly engines: { readonly node: string }
}

export const ROOT = new URL('../../', import.meta.url)

export function readPackage(): Package {
  return JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
}
