/** What a build left in the folder it was written to. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every file of the build, with its bytes (as Latin-1). */
export function content(out: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of ['site', 'snapshot']) {
    const root = join(out, part)
    if (!existsSync(root)) continue
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) found[`${part}${path.slice(root.length)}`] = readFileSync(path, 'latin1')
    }
  }
  return found
}

/** What belongs to no build and no record. */
export function litter(out: string): string[] {
  const inside = (name: string) => (existsSync(join(out, name)) ? readdirSync(join(out, name)) : [])
  const known = /^(?:site|snapshot|\.dropfeed|aside|(?:state|record)\.db(?:-wal|-shm)?)$/
  return [...readdirSync(out), ...inside('.dropfeed'), ...inside('.dropfeed/aside')].filter(
    (name) => !known.test(name),
  )
}
