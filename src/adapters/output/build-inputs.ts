/** What a build is made of, told from the stamps of files without reading them. */

import { listFolder } from '../folder/listing.ts'
import { stampAt } from '../folder/source-file.ts'
import { hash } from '../hash.ts'

/**
 * Stands for everything in a folder, and for what else is read. Undefined where that cannot be told: something there
 * is no file, or changed a moment ago.
 */
export async function inputsOf(folder: string, fingerprint: string): Promise<string | undefined> {
  const paths = await listFolder(folder)
  const stamps = paths.map((path) => stampAt(folder, path))
  if (stamps.includes(undefined)) return undefined
  return hash([fingerprint, ...paths.map((path, index) => `${path}\n${stamps[index]}`)].join('\n'))
}
