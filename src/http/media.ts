/** Files beside posts. Players ask for parts of them (RFC 9110, section 14). */
import type { Media, Snapshot } from '../snapshot.ts'
import { NOSNIFF } from './pages.ts'

/** A file of the posts folder opened by itself is only looked at, whatever it holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export async function sendMedia(snapshot: Snapshot, media: Media): Promise<Response | undefined> {
  const body = await snapshot.mediaBody(media.path)
  if (body === undefined) return undefined
  return new Response(body, {
    headers: {
      ...NOSNIFF,
      'Access-Control-Allow-Origin': '*',
      'Content-Type': media.type,
      'Content-Length': String(media.length),
      'Cache-Control': 'public, max-age=3600',
      'Content-Security-Policy': POLICY,
    },
  })
}
