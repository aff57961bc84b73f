// What the tests use of the runtime's own modules; the full types would clash with lib DOM.
declare module 'cloudflare:test' {
  export const SELF: { fetch(input: string, init?: RequestInit): Promise<Response> }
}
