/** Addresses below `/dav/` as keys of the bucket. */
import { decode, encodePath } from '../../base/text.ts'

const ROOT = '/dav'

/** In bytes: R2 takes 1024, and a folder has a slash at its end. */
const LONGEST = 1023

/** No XML can hold them, so that they would break the listing of their folder. */
const NOT_IN_XML = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u

/** The key that a path names, without a slash at its end; empty for the root. Undefined where no file may have that name. */
export function keyOf(pathname: string): string | undefined {
  if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return undefined
  const path = pathname.slice(ROOT.length).replace(/^\/|\/$/g, '')
  if (path === '') return ''
  const names = path.split('/').map((name) => decode(name) ?? '')
  const key = names.join('/')
  return names.every(isName) && hasLength(key) ? key : undefined
}

export function hasLength(key: string): boolean {
  return new TextEncoder().encode(key.replace(/\/$/, '')).length <= LONGEST
}

/**
 * Whether a key has an address here. S3 clients may write others: control characters, which no XML can hold, `..`, and
 * names that are empty.
 */
export function isAddressable(key: string): boolean {
  return key.split('/').every(isName) && hasLength(key)
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name) && !NOT_IN_XML.test(name)
}

/** The address of a key; that of a folder ends with a slash. */
export function addressOf(key: string, isFolder: boolean): string {
  const path = key === '' ? ROOT : `${ROOT}/${encodePath(key)}`
  return isFolder ? `${path}/` : path
}
