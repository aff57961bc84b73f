/** Requests that the hub and the publisher send. The platform does it: Node connects to the address that it checked. */

export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** The publisher has configured the address, so it may be anywhere. */
  readonly isTrusted?: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer>
  /** Bytes of the answer that are read. */
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

export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300
}

/** Why a request failed, for the list of subscribers. */
export function reasonOf(reply: Reply | Error): string {
  return reply instanceof Error ? reply.message : `answered with status ${reply.status}`
}
