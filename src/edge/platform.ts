/** What the two Workers know of their runtime. */
import type { Head } from '../http/request.ts'

/**
 * Cloudflare replaces the header by its own, and keeps the client's here.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties
 */
export function acceptEncoding({ request, headers }: Head): string | null {
  const { cf }: Request & { readonly cf?: { readonly clientAcceptEncoding?: string | null } } = request
  return cf?.clientAcceptEncoding === undefined ? headers.get('accept-encoding') : cf.clientAcceptEncoding
}

declare class FixedLengthStream extends TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  constructor(length: number)
}

/** A stream whose length is known, so that an answer says it. */
export function fixedLengthStream(
  length: number,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new FixedLengthStream(length)
}
