/** Sends the requests of the hub from a Worker, which cannot see the address that a name leads to: see SECURITY.md. */
import { firstBytes } from '../../base/first-bytes.ts'
import { callbackFault } from '../../push/callbacks.ts'
import type { Outgoing, Reply, Send } from '../../push/send.ts'

/** For the whole of a request, in milliseconds. */
const TIMEOUT = 10_000

/** @param allow hosts that callbacks may have in spite of their address */
export function createSend(allow: readonly string[]): Send {
  return async ({ url, isTrusted, method, headers, body, readAtMost }: Outgoing): Promise<Reply> => {
    const fault = isTrusted ? undefined : callbackFault(url, allow)
    if (fault !== undefined) throw new Error(`The callback ${fault}`)
    const signal = AbortSignal.timeout(TIMEOUT)
    const response = await fetch(url, {
      method,
      headers: { 'User-Agent': 'dropfeed', ...headers },
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    })
    const { status, body: answer } = response
    // a slow or broken body of a delivery's answer changes nothing
    if (readAtMost === 0) await answer?.cancel()
    const bytes = readAtMost === 0 ? new Uint8Array() : await firstBytes(answer, readAtMost)
    return { status, body: new TextDecoder().decode(bytes) }
  }
}
