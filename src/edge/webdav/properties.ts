/** Properties of files and folders: the answers to PROPFIND and PROPPATCH (RFC 4918, sections 9.1 and 9.2). */
import mime from 'mime'
import { nameOf } from '../../base/paths.ts'
import { escapeText } from '../../feeds/formats/xml.ts'
import { httpDate } from '../../http/responses.ts'
import type { Database } from '../../site/database.ts'
import { activeLock, locksOn, WITHIN } from './locks.ts'
import { answerXml, Refused } from './messages.ts'
import type { File, Resource } from './resources.ts'
import { addressOf } from './resources.ts'
import { childNamed, DAV, type Element, elementsOf, isDav, type Name, parseXml, writeXml } from './xml.ts'

interface Property extends Name {
  readonly xml: string
}

const SUPPORTED_LOCKS = ['exclusive', 'shared']
  .map(
    (scope) =>
      `<D:lockentry><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>`,
  )
  .join('')

export function createProperties(db: Database): void {
  db.run(`create table if not exists dav_property (
    path text not null, namespace text not null, name text not null, xml text not null,
    primary key (path, namespace, name)
  ) strict, without rowid`)
}

/** The properties that are not stored. */
function liveProperties(db: Database, resource: Resource): Property[] {
  const contents = {
    displayname: escapeText(nameOf(resource.key)),
    resourcetype: resource.kind === 'folder' ? '<D:collection/>' : '',
    supportedlock: SUPPORTED_LOCKS,
    lockdiscovery: locksOn(db, resource.key).map(activeLock).join(''),
    ...(resource.kind === 'file' ? ofFile(resource) : {}),
  }
  return Object.entries(contents).map(([name, content]) => ({
    ...{ namespace: DAV, name },
    xml: `<D:${name}>${content}</D:${name}>`,
  }))
}

function ofFile({ key, size, etag, uploaded }: File): Readonly<Record<string, string>> {
  return {
    creationdate: uploaded.toISOString(),
    getcontentlength: String(size),
    getcontenttype: escapeText(typeOf(key)),
    getetag: escapeText(`"${etag}"`),
    getlastmodified: httpDate(uploaded.getTime()),
  }
}

export function typeOf(key: string): string {
  return mime.getType(key) ?? 'application/octet-stream'
}

/** What a PROPFIND asks for. */
export type Wanted = 'all' | 'names' | readonly Name[]

/** @throws {Refused} where the body is not the XML of a PROPFIND */
export function wantedOf(text: string): Wanted {
  if (text.trim() === '') return 'all'
  const root = parseXml(text)
  const prop = childNamed(root, 'prop')
  if (isDav(root, 'propfind')) {
    if (childNamed(root, 'propname') !== undefined) return 'names'
    if (prop !== undefined) return elementsOf(prop)
    if (childNamed(root, 'allprop') !== undefined) return 'all'
  }
  throw new Refused(400, 'The body asks for no properties.')
}

/** The element `response` for one resource. */
export function describe(db: Database, resource: Resource, wanted: Wanted): string {
  const sql = 'select namespace, name, xml from dav_property where path = ? order by namespace, name'
  const all = [...liveProperties(db, resource), ...db.all<Property>(sql, resource.key)]
  if (wanted === 'all') return response(resource, [['200 OK', all.map(({ xml }) => xml)]])
  if (wanted === 'names') return response(resource, [['200 OK', all.map(emptyXml)]])
  const byName = new Map(all.map((property) => [idOf(property), property.xml]))
  const missing = wanted.filter((name) => !byName.has(idOf(name)))
  return response(resource, [
    ['200 OK', wanted.flatMap((name) => byName.get(idOf(name)) ?? [])],
    ['404 Not Found', missing.map(emptyXml)],
  ])
}

function idOf({ namespace, name }: Name): string {
  return `${namespace} ${name}`
}

function emptyXml({ namespace, name }: Name): string {
  return writeXml({ namespace, name, attributes: [], children: [] })
}

function response(
  { kind, key }: Resource,
  parts: readonly (readonly [status: string, properties: readonly string[]])[],
): string {
  const filled = parts.filter(([, properties]) => properties.length > 0)
  const groups = (filled.length > 0 ? filled : parts.slice(0, 1)).map(
    ([status, properties]) =>
      `<D:propstat><D:prop>${properties.join('')}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`,
  )
  return `<D:response><D:href>${addressOf(key, kind === 'folder')}</D:href>${groups.join('')}</D:response>`
}

export function multistatus(responses: readonly string[]): Response {
  return answerXml(207, `<D:multistatus xmlns:D="${DAV}">${responses.join('\n')}</D:multistatus>`)
}

/** Changes the properties of a resource, all or none. @returns the element `response` */
export function patch(db: Database, resource: Resource, text: string): string {
  const root = parseXml(text)
  if (!isDav(root, 'propertyupdate')) throw new Refused(400, 'The body changes no properties.')
  const updates = elementsOf(root).flatMap((update) => {
    const prop = isDav(update, 'set') || isDav(update, 'remove') ? childNamed(update, 'prop') : undefined
    const properties = prop === undefined ? [] : elementsOf(prop)
    return properties.map((property) => ({ property, isSet: isDav(update, 'set') }))
  })
  const names = (isLive: boolean) =>
    updates.flatMap(({ property }) => ((property.namespace === DAV) === isLive ? emptyXml(property) : []))
  const refused = names(true)
  if (refused.length > 0)
    return response(resource, [
      ['403 Forbidden', refused],
      ['424 Failed Dependency', names(false)],
    ])
  db.transaction(() => {
    for (const { property, isSet } of updates) change(db, resource.key, property, isSet)
  })
  return response(resource, [['200 OK', names(false)]])
}

function change(db: Database, path: string, property: Element, isSet: boolean): void {
  const { namespace, name } = property
  const place = [path, namespace, name]
  db.run('delete from dav_property where path = ? and namespace = ? and name = ?', ...place)
  if (!isSet) return
  const sql = 'insert into dav_property (path, namespace, name, xml) values (?, ?, ?, ?)'
  db.run(sql, ...place, writeXml(property))
}

export function removeProperties(db: Database, path: string): void {
  db.run(`delete from dav_property where ${WITHIN}`, path)
}

export function copyProperties(db: Database, from: string, to: string, isDeep: boolean): void {
  const scope = isDeep ? WITHIN : 'path = ?1'
  db.run(
    `insert or replace into dav_property (path, namespace, name, xml)
     select ?2 || substr(path, length(?1) + 1), namespace, name, xml from dav_property where ${scope}`,
    from,
    to,
  )
}
