/** Requests that the hub and the publisher send. The platform does it: Node connects to the address that it checked. */

export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** The publisher has configured the address, so it may be anywhere. */
  readonly isTrusted?: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer>
  /** Bytes of the answer that are read. With 0, its status is enough. */
  readonly readAtMost: number
}

export interface Reply {
  readonly status: number
  /** Its first bytes as UTF-8. */
  readonly body: string
}

/**
 * Sends a request. Redirects are answers, not followed.
 * @throws an Error in plain words if there is no answer in time, or the address is not a public one
 */
export type Send = (outgoing: Outgoing) => Promise<Reply>

/** A reply of any status, or the reason why there is none. */
export async function attempt(send: Send, outgoing: Outgoing): Promise<Reply | Error> {
  try {
    return await send(outgoing)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

export function isSuccess(reply: Reply | Error): boolean {
  return !(reply instanceof Error) && reply.status >= 200 && reply.status < 300
}

/** Why a request failed, for the list of subscribers. */
export function reasonOf(reply: Reply | Error): string {
  return reply instanceof Error ? reply.message : `answered with status ${reply.status}`
}
