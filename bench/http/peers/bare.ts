/** The floor: Hono answering a constant. */
import { Hono } from 'hono'

/** `/304` has no body, `/200` the given one; both have the headers that dropfeed sends. */
export function bareApp(body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Hono {
  const app = new Hono()
  const {
    'Content-Type': type = '',
    'Content-Encoding': coding = '',
    'Content-Length': length = '',
    ...common
  } = headers
  const whole = { ...common, 'Content-Type': type, 'Content-Encoding': coding, 'Content-Length': length }
  const init: ResponseInit & { encodeBody: 'manual' } = { status: 200, headers: whole, encodeBody: 'manual' }
  app.get('/304', () => new Response(null, { status: 304, headers: common }))
  app.get('/200', () => new Response(body, init))
  return app
}
