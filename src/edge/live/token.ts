/** Who may publish: the holder of a token, as the password of HTTP Basic or as a bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Environment } from './platform.ts'

type Tokens = Pick<Environment, 'DROPFEED_TOKEN' | 'DROPFEED_TOKEN_2'>

/** In characters. */
export const SHORTEST_TOKEN = 32

/** `closed`: no token is set, so the paths for publishers do not exist. */
export type Access = 'granted' | 'refused' | 'closed'

export function accessOf({ headers }: Request, environment: Tokens): Access {
  const tokens = tokensOf(environment)
  if (tokens.length === 0) return 'closed'
  const given = passwordOf(headers.get('Authorization') ?? '')
  if (given === undefined) return 'refused'
  // every token is compared, so that the time says nothing
  return tokens.map((token) => isEqual(token, given)).includes(true) ? 'granted' : 'refused'
}

/** Tokens that are too short to be safe count as none. */
function tokensOf({ DROPFEED_TOKEN, DROPFEED_TOKEN_2 }: Tokens): string[] {
  return [DROPFEED_TOKEN, DROPFEED_TOKEN_2].flatMap((token = '') =>
    token.length < SHORTEST_TOKEN ? [] : [token],
  )
}

/** RFC 7617 and RFC 6750. Any user name is taken. */
function passwordOf(header: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+) +([\w\-.~+/]+=*)$/.exec(header) ?? []
  if (scheme.toLowerCase() === 'bearer') return credentials
  if (scheme.toLowerCase() !== 'basic') return undefined
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 ? undefined : pair.slice(colon + 1)
}

/** In constant time: hashes have one length. */
function isEqual(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
