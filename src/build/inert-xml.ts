/**
 * Judges whether an XML document, such as an SVG picture, can run anything where a browser opens it by itself. It is
 * judged and never rewritten: a picture stays as it was drawn, byte for byte, or is not published.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes'

/** Why a document may run something. */
export interface Fault {
  /** Counted from 1. */
  readonly line?: number
  /** What is said of the file: `holds a <script>`. */
  readonly what: string
}

/** Longest document that is judged, in bytes. */
export const MAX_LENGTH = 2 * 1024 * 1024

/** For each name the parser looks through the open elements. */
const MAX_NESTING = 200

const SVG = 'http://www.w3.org/2000/svg'
const HTML = 'http://www.w3.org/1999/xhtml'
const XML = 'http://www.w3.org/XML/1998/namespace'

/** What draws, by namespace. Elements of other namespaces mean nothing to a browser. */
const ELEMENTS = new Map([
  [
    SVG,
    new Set([
      ...['svg', 'g', 'defs', 'symbol', 'use', 'a', 'switch', 'title', 'desc', 'metadata', 'view', 'style'],
      ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'image', 'foreignObject'],
      ...['text', 'tspan', 'tref', 'textPath', 'marker', 'pattern', 'clipPath', 'mask', 'filter', 'stop'],
      ...['linearGradient', 'radialGradient', 'meshgradient', 'meshrow', 'meshpatch', 'solidcolor', 'hatch'],
      ...['animate', 'animateColor', 'animateMotion', 'animateTransform', 'set', 'mpath', 'color-profile'],
      ...['font', 'font-face', 'font-face-src', 'font-face-uri', 'font-face-name', 'glyph', 'missing-glyph'],
      ...['flowRoot', 'flowRegion', 'flowDiv', 'flowPara', 'flowSpan', 'flowLine'],
    ]),
  ],
  [
    HTML,
    new Set([
      ...['div', 'p', 'span', 'br', 'hr', 'b', 'i', 'u', 's', 'em', 'strong', 'small', 'sub', 'sup', 'code'],
      ...['pre', 'font', 'center', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'a', 'img'],
      ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'label'],
    ]),
  ],
])

/** `feBlend` and the other parts of a filter. */
const FILTER_PART = /^fe[A-Z][A-Za-z]+$/

/** Elements that name what is elsewhere: all others name a part of their own document, or hold a picture. */
const LEADS_ELSEWHERE = new Set(['a', 'image', 'img', 'font-face-uri', 'color-profile'])

const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp)[;,]/i

/** The first reason for which a document may run something; undefined if there is none. */
export function faultOf(bytes: Uint8Array): Fault | undefined {
  if (bytes.length > MAX_LENGTH) return { what: `is larger than ${MAX_LENGTH / 1024 / 1024} MB` }
  const text = decode(bytes)
  return text === undefined ? { what: 'is not encoded in UTF-8' } : judge(text)
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Thrown to end the parsing: what follows a fault may take the parser very long. */
class Found extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.what)
    this.fault = fault
  }
}

function judge(text: string): Fault | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    if (error instanceof Found) return error.fault
    throw error
  }
}

function parse(text: string): void {
  const parser = new SaxesParser({ xmlns: true })
  let depth = 0
  const refuse = (what: string | undefined) => {
    if (what !== undefined) throw new Found({ line: parser.line, what })
  }
  parser.on('error', ({ message }) => refuse(`is not well-formed (${message.replace(/^\d+:\d+: /, '')})`))
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^(?:utf-8|us-ascii)$/i.test(encoding)) refuse(`names the encoding ${encoding}, which is not UTF-8`)
  })
  parser.on('doctype', (doctype) => refuse(doctype.includes('[') ? 'declares entities' : undefined))
  parser.on('processinginstruction', ({ target }) => refuse(`holds an instruction <?${target}?>`))
  parser.on('opentag', (tag) => {
    refuse(faultOfElement(tag))
    if (!tag.isSelfClosing && ++depth > MAX_NESTING) refuse(`nests deeper than ${MAX_NESTING} elements`)
  })
  parser.on('closetag', ({ isSelfClosing }) => {
    if (!isSelfClosing) depth--
  })
  parser.write(text).close()
}

function faultOfElement({ name, uri, local, attributes }: SaxesTagNS): string | undefined {
  const allowed = ELEMENTS.get(uri)
  const isFilterPart = uri === SVG && FILTER_PART.test(local)
  if (allowed !== undefined && !allowed.has(local) && !isFilterPart) return `holds a <${name}>`
  return Object.values(attributes)
    .map((attribute) => faultOfAttribute(attribute, local, allowed !== undefined))
    .find((what) => what !== undefined)
}

type Attribute = SaxesTagNS['attributes'][string]

function faultOfAttribute(attribute: Attribute, element: string, isDrawn: boolean): string | undefined {
  const { name, uri, local, value } = attribute
  if (isDrawn && /^on/i.test(local)) return `has an attribute "${name}"`
  if (local === 'attributeName' && /(?:^|:)(?:href|src|on.*)$/i.test(value.trim()))
    return `animates "${value}"`
  const isAddress = local === 'href' || local === 'src' || (local === 'base' && uri === XML)
  if (!isAddress || isHarmless(value, !isDrawn || LEADS_ELSEWHERE.has(element))) return undefined
  return `has the address "${value.slice(0, 40)}" in "${name}"`
}

/** Browsers overlook control characters and white space in a scheme. */
function isHarmless(address: string, mayLeadElsewhere: boolean): boolean {
  const written = address.replace(/[\0-\x20]/g, '')
  if (written.startsWith('#') || written === '' || PICTURE.test(written)) return true
  return mayLeadElsewhere && (!/^[a-z][a-z\d+.-]*:/i.test(written) || /^(?:https?|mailto):/i.test(written))
}
