/** Parameters, challenges and signatures. */
import type { Intent } from './intents.ts'

/** Bytes of a challenge: it cannot be guessed. Its letters mean nothing in HTML, so it is safe on any page. */
const CHALLENGE = 32

export function challengeOf(): string {
  return hex(crypto.getRandomValues(new Uint8Array(CHALLENGE)))
}

/** The callback with the parameters of a verification or a denial; its own query stays (WebSub, section 5.1). */
export function withParameters({ callback, mode, topic, lease, reason }: Intent, challenge: string): string {
  const parameters = new URLSearchParams({ 'hub.mode': mode, 'hub.topic': topic })
  if (mode === 'denied') parameters.set('hub.reason', reason ?? '')
  else parameters.set('hub.challenge', challenge)
  if (mode === 'subscribe') parameters.set('hub.lease_seconds', String(lease))
  return `${callback}${callback.includes('?') ? '&' : '?'}${parameters}`
}

/** The value of `X-Hub-Signature` (WebSub, section 8). */
export async function signature(secret: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, [
    'sign',
  ])
  return `sha256=${hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, body)))}`
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
