/** What the live site uses of the runtime's own module; the full types would clash with lib DOM. */
declare module 'cloudflare:workers' {
  export class DurableObject<Environment = unknown> {
    constructor(state: object, environment: Environment)
    fetch?(request: Request): Promise<Response>
    alarm?(): Promise<void>
  }
  export function waitUntil(work: Promise<unknown>): void
}
