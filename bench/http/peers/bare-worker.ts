/** Bare Hono in workerd. The body and the headers are bound by the configuration. */
import { bareApp } from './bare.ts'

interface Environment {
  readonly BODY: ArrayBuffer
  readonly HEADERS: Record<string, string>
}

let app: ReturnType<typeof bareApp> | undefined

export default {
  fetch(request: Request, { BODY, HEADERS }: Environment): Response | Promise<Response> {
    app ??= bareApp(new Uint8Array(BODY), HEADERS)
    return app.fetch(request)
  },
}
