/** Properties of files and folders: the answers to PROPFIND and PROPPATCH (RFC 4918, sections 9.1 and 9.2). */
import mime from 'mime'
import { httpDate } from '../../http/responses.ts'
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import { Refused } from './body.ts'
import { type Lock, locksOn } from './locks.ts'
import { addressOf } from './names.ts'
import type { Resource } from './resources.ts'
import { WITHIN } from './tables.ts'
import { childNamed, DAV, type Element, elementsOf, escapeXml, isDav, parseXml, writeXml } from './xml.ts'

/** Properties that clients may set of one resource, and how long each may be, in characters. */
const MOST = 100
const LONGEST = 16 * 1024

type Name = Pick<Element, 'namespace' | 'name'>

interface Row extends Name {
  readonly xml: string
}

/** The properties that are not stored: each with its content as XML; undefined where a resource has no such property. */
const LIVE: Readonly<
  Record<string, (resource: Resource, locks: readonly Lock[], now: Instant) => string | undefined>
> = {
  creationdate: (resource) => (resource.kind === 'file' ? resource.uploaded.toISOString() : undefined),
  displayname: ({ key }) => escapeXml(key.split('/').at(-1) ?? ''),
  getcontentlength: (resource) => (resource.kind === 'file' ? String(resource.size) : undefined),
  getcontenttype: (resource) => (resource.kind === 'file' ? escapeXml(typeOf(resource.key)) : undefined),
  getetag: (resource) => (resource.kind === 'file' ? escapeXml(`"${resource.etag}"`) : undefined),
  getlastmodified: (resource) =>
    resource.kind === 'file' ? httpDate(resource.uploaded.getTime()) : undefined,
  resourcetype: ({ kind }) => (kind === 'folder' ? '<D:collection/>' : ''),
  supportedlock: () => ['exclusive', 'shared'].map(supported).join(''),
  lockdiscovery: (_, locks, now) => locks.map((lock) => activeLock(lock, now)).join(''),
}

export function typeOf(key: string): string {
  return mime.getType(key) ?? 'application/octet-stream'
}

function supported(scope: string): string {
  return `<D:lockentry><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>`
}

/** The content of `lockdiscovery` for one lock. */
export function activeLock({ token, path, depth, shared, owner, expires }: Lock, now: Instant): string {
  const scope = shared === 1 ? 'shared' : 'exclusive'
  return `<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:${scope}/></D:lockscope><D:depth>${
    depth === 1 ? 'infinity' : '0'
  }</D:depth>${owner}<D:timeout>Second-${Math.ceil((expires - now) / 1000)}</D:timeout><D:locktoken><D:href>${token}</D:href></D:locktoken><D:lockroot><D:href>${addressOf(path, false)}</D:href></D:lockroot></D:activelock>`
}

/** What a PROPFIND asks for. */
export type Wanted =
  | { readonly kind: 'all' }
  | { readonly kind: 'names' }
  | { readonly kind: 'some'; readonly names: readonly Name[] }

/** @throws {Refused} where the body is not the XML of a PROPFIND */
export function wantedOf(text: string): Wanted {
  if (text.trim() === '') return { kind: 'all' }
  const root = parsed(text, 'propfind')
  if (childNamed(root, 'propname') !== undefined) return { kind: 'names' }
  const prop = childNamed(root, 'prop')
  if (prop !== undefined) return { kind: 'some', names: elementsOf(prop) }
  if (childNamed(root, 'allprop') !== undefined) return { kind: 'all' }
  throw new Refused(400, 'The body asks for no properties.')
}

function parsed(text: string, name: string): Element {
  try {
    const root = parseXml(text)
    if (isDav(root, name)) return root
  } catch {}
  throw new Refused(400, `The body is not the XML of a ${name} request.`)
}

/** The element `response` for one resource. */
export function describe(db: Database, resource: Resource, wanted: Wanted, now: Instant): string {
  const all = allOf(db, resource, now)
  if (wanted.kind === 'all') return response(resource, [[200, all.map(({ xml }) => xml)]])
  if (wanted.kind === 'names') return response(resource, [[200, all.map(emptyXml)]])
  const byName = new Map(all.map((row) => [nameOf(row), row.xml]))
  const missing = wanted.names.filter((name) => !byName.has(nameOf(name)))
  return response(resource, [
    [200, wanted.names.flatMap((name) => byName.get(nameOf(name)) ?? [])],
    [404, missing.map(emptyXml)],
  ])
}

function nameOf({ namespace, name }: Name): string {
  return `${namespace} ${name}`
}

function allOf(db: Database, resource: Resource, now: Instant): Row[] {
  const locks = locksOn(db, resource.key, now)
  const live = Object.entries(LIVE).flatMap(([name, make]) => {
    const value = make(resource, locks, now)
    return value === undefined ? [] : [{ namespace: DAV, name, xml: `<D:${name}>${value}</D:${name}>` }]
  })
  return [...live, ...propertiesOf(db, resource.key)]
}

function emptyXml({ namespace, name }: Name): string {
  return writeXml({ namespace, name, attributes: [], children: [] })
}

const STATUS: Readonly<Record<number, string>> = {
  200: '200 OK',
  403: '403 Forbidden',
  404: '404 Not Found',
  424: '424 Failed Dependency',
}

function response(
  { kind, key }: Resource,
  parts: readonly [status: number, properties: readonly string[]][],
): string {
  const groups = parts
    .filter(
      ([, properties], index) =>
        properties.length > 0 || (index === 0 && parts.every(([, all]) => all.length === 0)),
    )
    .map(
      ([status, properties]) =>
        `<D:propstat><D:prop>${properties.join('')}</D:prop><D:status>HTTP/1.1 ${STATUS[status]}</D:status></D:propstat>`,
    )
  return `<D:response><D:href>${addressOf(key, kind === 'folder')}</D:href>${groups.join('')}</D:response>`
}

export function multistatus(responses: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="${DAV}">${responses.join('\n')}</D:multistatus>\n`
}

function propertiesOf(db: Database, path: string): Row[] {
  return db.all<Row>(
    'select namespace, name, xml from dav_property where path = ? order by namespace, name',
    path,
  )
}

/** Changes the properties of a resource, all or none. @returns the element `response` */
export function patch(db: Database, resource: Resource, text: string): string {
  const root = parsed(text, 'propertyupdate')
  const updates = elementsOf(root).flatMap((update) => {
    const prop = isDav(update, 'set') || isDav(update, 'remove') ? childNamed(update, 'prop') : undefined
    const properties = prop === undefined ? [] : elementsOf(prop)
    return properties.map((property) => ({ property, isSet: isDav(update, 'set') }))
  })
  const isProtected = ({ namespace, name }: Name) => namespace === DAV && Object.hasOwn(LIVE, name)
  const refused = updates.filter(({ property }) => isProtected(property))
  const others = updates
    .filter(({ property }) => !isProtected(property))
    .map(({ property }) => emptyXml(property))
  if (refused.length > 0)
    return response(resource, [
      [403, refused.map(({ property }) => emptyXml(property))],
      [424, others],
    ])
  db.transaction(() => {
    for (const { property, isSet } of updates) {
      const { namespace, name } = property
      db.run(
        'delete from dav_property where path = ? and namespace = ? and name = ?',
        resource.key,
        namespace,
        name,
      )
      if (isSet) store(db, resource.key, property)
    }
  })
  return response(resource, [[200, others]])
}

function store(db: Database, path: string, property: Element): void {
  const xml = writeXml(property)
  if (xml.length > LONGEST || propertiesOf(db, path).length >= MOST)
    throw new Refused(507, 'There are too many properties, or they are too long.')
  const { namespace, name } = property
  db.run(
    'insert into dav_property (path, namespace, name, xml) values (?, ?, ?, ?)',
    path,
    namespace,
    name,
    xml,
  )
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
