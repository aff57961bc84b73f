import { describe, expect, it } from 'vitest'
import { accessOf } from './token.ts'

const TOKEN = 'a-token-for-tests-0123456789-abcdef'
const OTHER = 'another-token-for-tests-9876543210'

const access = (
  authorization: string | undefined,
  tokens: { DROPFEED_TOKEN?: string; DROPFEED_TOKEN_2?: string },
) =>
  accessOf(
    new Request(
      'https://feeds.example/dav/',
      authorization === undefined ? {} : { headers: { authorization } },
    ),
    tokens,
  )
const basic = (password: string) => `Basic ${Buffer.from(`any:${password}`).toString('base64')}`

describe('the way in for publishers', () => {
  it.each([{}, { DROPFEED_TOKEN: '' }, { DROPFEED_TOKEN: 'x'.repeat(31) }, { DROPFEED_TOKEN_2: 'short' }])(
    'is not there with %j',
    (tokens) => expect(access(basic('short'), tokens)).toBe('closed'),
  )

  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, basic(TOKEN), `Bearer ${OTHER}`, basic(OTHER)])(
    'opens for either token, as a password or as a bearer token: %s',
    (authorization) =>
      expect(access(authorization, { DROPFEED_TOKEN: TOKEN, DROPFEED_TOKEN_2: OTHER })).toBe('granted'),
  )

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer x',
    `Bearer ${TOKEN} ${TOKEN}`,
    `Bearer ${OTHER}`,
    `Basic ${TOKEN}`,
    `Digest ${TOKEN}`,
    basic(''),
    basic(`${TOKEN}x`),
    basic(TOKEN.slice(1)),
  ])('stays shut for %s', (authorization) =>
    expect(access(authorization, { DROPFEED_TOKEN: TOKEN })).toBe('refused'),
  )

  it('takes a password of any characters', () =>
    expect(access(basic(`${TOKEN}:ü€`), { DROPFEED_TOKEN: `${TOKEN}:ü€` })).toBe('granted'))
})
