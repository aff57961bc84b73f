/** What a build left in the folder it was written to. */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Every file of the build that counts, with its bytes (as Latin-1). */
export function content(out: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of ['site', 'snapshot']) {
    const root = join(out, part)
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) found[`${part}${path.slice(root.length)}`] = readFileSync(path, 'latin1')
    }
  }
  return found
}

/** What belongs to no build that a link leads to. */
export function litter(out: string): string[] {
  const house = join(out, '.dropfeed')
  const builds = existsSync(house) ? readdirSync(house) : []
  const links = builds.filter((name) => lstatSync(join(house, name)).isSymbolicLink())
  const known = ['site', 'snapshot', '.dropfeed', 'current', 'previous', 'spare']
  const led = [...known, ...links.map((link) => readlinkSync(join(house, link)))]
  return [...readdirSync(out), ...builds].filter((name) => !led.includes(name))
}
