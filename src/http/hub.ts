/** The address of the site's own hub: forms in, plain text out. See push/ for what it does with them. */
import { firstBytes } from '../base/first-bytes.ts'
import { refuse } from './responses.ts'

/** What the hub answers to a request. */
export interface HubAnswer {
  readonly status: number
  readonly text: string
}

/** Takes the body of a form. */
export type AcceptForm = (form: string) => Promise<HubAnswer>

/** A request is a few addresses and a secret: in bytes. */
const MAX_FORM = 16 * 1024

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i

export async function answerHub(request: Request, accept: AcceptForm): Promise<Response> {
  if (!FORM.test(request.headers.get('Content-Type') ?? ''))
    return refuse(415, 'Send the request as application/x-www-form-urlencoded.')
  const form = await firstBytes(request.body, MAX_FORM + 1)
  if (form.length > MAX_FORM) return refuse(413, `The request is larger than ${MAX_FORM} bytes.`)
  const { status, text } = await accept(new TextDecoder().decode(form))
  return refuse(status, text, status === 429 ? { 'Retry-After': '60' } : {})
}
