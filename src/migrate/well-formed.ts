/** Whether a document is well-formed XML, and where it is not. */
import { SaxesParser } from 'saxes'

export interface XmlFault {
  /** Counted from 1. */
  readonly line: number
  readonly reason: string
}

/** @throws what `fail` throws, at the first fault */
export function strictParser(fail: (fault: XmlFault) => never): SaxesParser {
  const parser = new SaxesParser()
  // the message begins with the place
  parser.on('error', ({ message }) =>
    fail({ line: parser.line, reason: message.replace(/^\d+:\d+: /, '').replace(/\.$/, '') }),
  )
  return parser
}

class Found extends Error {
  readonly fault: XmlFault
  constructor(fault: XmlFault) {
    super(fault.reason)
    this.fault = fault
  }
}

export function faultOfXml(text: string): XmlFault | undefined {
  try {
    strictParser((fault) => {
      throw new Found(fault)
    })
      .write(text)
      .close()
    return undefined
  } catch (error) {
    if (error instanceof Found) return error.fault
    throw error
  }
}
