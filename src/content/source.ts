/** The bytes of a post's file as text, or why they are none. */
import type { Problem, Source } from '../model.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function decodeSource(path: string, bytes: Uint8Array): Source {
  if (bytes.length === 0) return { path, unreadable: notYet(path, 'The file is empty.') }
  if (isUtf16(bytes)) return { path, unreadable: notUtf8(path, 'The file is UTF-16, not UTF-8 text.') }
  if (bytes.at(-1) === 0) return { path, unreadable: notYet(path, 'The file ends in zero bytes.') }
  try {
    return { path, text: decoder.decode(bytes) }
  } catch {
    return { path, unreadable: notUtf8(path, 'The file is not UTF-8 text.', lineOfMistake(bytes)) }
  }
}

/** Programs that bring files from elsewhere make such a file first, and a crash may leave one. */
function notYet(path: string, what: string): Problem {
  const why = 'A sync program may still be writing it, or a crash cut it short.'
  const fix = 'Let the other program finish, or write the post again. Delete the file if you do not need it.'
  return { severity: 'error', path, what, why, fix }
}

/** A file that cannot be a post; `flaw` is the rest of a sentence about it. */
export function unfit(path: string, flaw: string): Problem {
  const fix = 'Replace it with a text file, or split a long text into several posts.'
  return { severity: 'error', path, what: `The file ${flaw}.`, why: 'It was not read.', fix }
}

/** A post that ended the process that rendered it. */
export function unrenderable(path: string): Problem {
  const what = 'This post takes more memory or time to render than there is, so it is left out.'
  const fix = 'Make it shorter or simpler, or split it. It is tried again when the file changes.'
  return { severity: 'error', path, what, fix }
}

/** What stands for a file that a cloud drive has taken from this disk. */
export function elsewhere(path: string): Problem {
  const what = 'The file is in the cloud, and not on this disk.'
  return { severity: 'error', path, what, fix: 'Download it: in the Finder, "Download Now".' }
}

/** By its byte order mark, or by the zero bytes between the letters with which a post begins. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  if (bytes.length % 2 === 1 || (first === 0) === (second === 0)) return false
  return bytes.subarray(0, 8).every((byte, at) => (byte === 0) === (bytes[at % 2] === 0))
}

function notUtf8(path: string, what: string, line?: number): Problem {
  const fix = 'Save it as UTF-8: in an editor, "Save with encoding".'
  return { severity: 'error', path, ...(line === undefined ? {} : { line }), what, fix }
}

function lineOfMistake(bytes: Uint8Array): number {
  const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? ''
  return before.split('\n').length
}
