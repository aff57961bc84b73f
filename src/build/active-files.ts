/**
 * Files that a browser may run as part of the site. The server and the Worker serve each file in a sandbox; a static host
 * knows no policy, so a static site leaves these files out.
 */
import { nameOf, SITE_FILES } from '../base/paths.ts'
import { fromBase64 } from '../base/text.ts'
import { readStart } from '../disk/plain-file.ts'
import type { Problem, SiteFile } from '../model.ts'
import type { Media } from '../snapshot/snapshot.ts'
import { type Fault, faultOf, MAX_LENGTH } from './inert-xml.ts'

/** Documents, scripts and what hosts run themselves. XML is judged by what it holds. */
const ACTIVE =
  /^(?:text\/(?:html|javascript|jsx|x-component|cache-manifest|vnd\.wap\.wml|mathml)|multipart\/.*|message\/rfc822|application\/(?:xhtml\+xml|node|wasm|x-shockwave-flash|x-httpd-php|x-perl))$/

const IS_XML = /[+/]xml$/

/** Apache looks at each ending of a name: `a.html.heic` is HTML to it if it does not know HEIC, `a.php.png` is PHP. */
const INNER_ENDING =
  /\.(?:x?html?|xht|shtml?|svgz?|xml|xslt?|mht(?:ml)?|php\d?|phtml|phar|aspx?|jsp|cgi|pl|py)\./i

/** So much of a file without a type browsers look at to guess one (MIME Sniffing, section 5.2), in bytes. */
const SNIFFED = 1445

/** Warnings for the publisher, one for each file that a static site leaves out. `folder`: of the posts. */
export function activeFiles(media: readonly Pick<Media, 'path' | 'type'>[], folder: string): Problem[] {
  return media.flatMap((file) => {
    const found = activityOf(file, folder)
    return found === undefined ? [] : [warning(file.path, found)]
  })
}

/** The same for files beside the configuration: an SVG picture may hold scripts. */
export function activeSiteFiles(files: readonly SiteFile[]): Problem[] {
  return files.flatMap((file) => {
    const found = activityOfSiteFile(file)
    return found === undefined ? [] : [warning(file.path.slice(SITE_FILES.length), found)]
  })
}

export function isInertSiteFile(file: SiteFile): boolean {
  return activityOfSiteFile(file) === undefined
}

function activityOfSiteFile({ type, data }: SiteFile): Fault | undefined {
  return IS_XML.test(type) ? activityOfXml(type, fromBase64(data)) : undefined
}

function warning(path: string, { line, what }: Fault): Problem {
  return {
    severity: 'warning',
    path,
    ...(line === undefined ? {} : { line }),
    what: `The file ${what}, so a static site leaves it out.`,
    why: 'There it could run scripts as part of the site. "dropfeed serve" and the Worker serve it in a sandbox.',
    fix: 'Publish it in another form, such as PNG, PDF or ZIP, or on another host.',
  }
}

/** Why a file may run something, and where in the file; undefined if it is inert. `at` is its path in `folder`. */
export function activityOf(
  { path, type }: Pick<Media, 'path' | 'type'>,
  folder: string,
  at = path,
): Fault | undefined {
  if (ACTIVE.test(type)) return { what: `is a document or program (${type})` }
  const name = nameOf(path)
  const [inner] = INNER_ENDING.exec(name) ?? []
  if (inner !== undefined) return { what: `has "${inner}" in its name, by which some hosts go` }
  if (IS_XML.test(type)) return activityOfXml(type, readStart(folder, at, MAX_LENGTH + 1))
  // every host knows it, and no browser takes it for anything else
  if (type === 'text/plain') return undefined
  return isMarkup(readStart(folder, at, SNIFFED)) ? { what: 'begins like HTML' } : undefined
}

/** Without a declaration a browser may take XML for HTML where a host does not know its type. Each knows SVG. */
function activityOfXml(type: string, bytes: Uint8Array): Fault | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, 5))
  if (type !== 'image/svg+xml' && start !== '<?xml') return { line: 1, what: 'does not begin with <?xml' }
  return faultOf(bytes)
}

function isMarkup(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes)
  return /^(?:ï»¿)?[\t\n\f\r ]*</.test(start)
}
