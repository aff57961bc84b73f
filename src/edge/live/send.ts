/** Sends the requests of the hub from a Worker, which cannot see the address that a name leads to: see SECURITY.md. */
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
    return { status: response.status, body: await readText(response, readAtMost) }
  }
}

async function readText({ body }: Response, limit: number): Promise<string> {
  if (body === null) return ''
  if (limit === 0) {
    // a slow or broken body changes nothing
    await body.cancel()
    return ''
  }
  const decoder = new TextDecoder()
  let [text, length] = ['', 0]
  for await (const chunk of body) {
    text += decoder.decode(chunk.subarray(0, limit - length), { stream: true })
    length += chunk.length
    if (length >= limit) break
  }
  return text
}
