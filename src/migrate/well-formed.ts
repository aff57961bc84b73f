/** Whether a document is well-formed XML, and where it is not. */
import { SaxesParser } from 'saxes'

export interface XmlFault {
  /** Counted from 1. */
  readonly line: number
  readonly reason: string
}

/** Calls `onFault` at each fault, and parses on unless that throws. */
export function strictParser(onFault: (fault: XmlFault) => void): SaxesParser {
  const parser = new SaxesParser()
  // the message begins with the place
  parser.on('error', ({ message }) =>
    onFault({ line: parser.line, reason: message.replace(/^\d+:\d+: /, '').replace(/\.$/, '') }),
  )
  return parser
}

/** The first fault of a document. */
export function faultOfXml(text: string): XmlFault | undefined {
  let first: XmlFault | undefined
  strictParser((fault) => {
    first ??= fault
  })
    .write(text)
    .close()
  return first
}
