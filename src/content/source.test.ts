/** Bytes that are a post's text, and those that are not. */
import { describe, expect, it } from 'vitest'
import { decodeSource } from './source.ts'

const TEXT = '---\ndate: 2026-01-31\n---\nTea für Ada, 茶.\n'
const little = Buffer.from(TEXT, 'utf16le')
const big = Buffer.from(little).swap16()

const problemOf = (bytes: Uint8Array) => {
  const source = decodeSource('tea.md', bytes)
  return 'unreadable' in source ? source.unreadable : undefined
}

describe('the bytes of a post', () => {
  it.each<[string, Uint8Array]>([
    ['little-endian, with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    ['big-endian, with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
    ['little-endian', little],
    ['big-endian', big],
    ['of one letter', Buffer.from('x', 'utf16le')],
  ])('UTF-16, %s, is named, whatever it ends in', (_, bytes) => {
    expect(problemOf(bytes)).toEqual({
      severity: 'error',
      path: 'tea.md',
      what: 'The file is UTF-16, not UTF-8 text.',
      fix: 'Save it as UTF-8: in an editor, "Save with encoding".',
    })
  })

  it.each<[string, Uint8Array, string]>([
    ['zero bytes alone', new Uint8Array(4096), 'The file ends in zero bytes.'],
    ['a text and zero bytes', Buffer.from(`${TEXT}\0\0\0`), 'The file ends in zero bytes.'],
    ['a line and zero bytes', Buffer.from('---\0\0\0\0\0'), 'The file ends in zero bytes.'],
    ['Latin 1', Buffer.from(TEXT, 'latin1'), 'The file is not UTF-8 text.'],
  ])('%s: another problem', (_, bytes, what) => {
    expect(problemOf(bytes)?.what).toBe(what)
  })

  it('UTF-8 is read', () => {
    expect(decodeSource('tea.md', Buffer.from(TEXT))).toEqual({ path: 'tea.md', text: TEXT })
    expect(decodeSource('tea.md', Buffer.from('a\0b'))).toEqual({ path: 'tea.md', text: 'a\0b' })
  })
})
