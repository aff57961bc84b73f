/** Requests that the hub and the publisher send. The platform does it: Node connects to the address that it checked. */
import { messageOf } from '../base/message.ts'

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
  /** 0: there was none. */
  readonly status: number
  /** Its first bytes as UTF-8, or why there was none. */
  readonly body: string
}

/**
 * Sends a request. Redirects are answers, not followed.
 * @throws an Error in plain words if there is no answer in time, or the address is not a public one
 */
export type Send = (outgoing: Outgoing) => Promise<Reply>

export async function attempt(send: Send, outgoing: Outgoing): Promise<Reply> {
  try {
    return await send(outgoing)
  } catch (error) {
    return { status: 0, body: messageOf(error) }
  }
}

export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300
}

/** Why a request failed, for the list of subscribers. */
export function reasonOf({ status, body }: Reply): string {
  return status === 0 ? body : `answered with status ${status}`
}
