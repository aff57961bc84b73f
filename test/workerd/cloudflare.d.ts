// What the tests use of the runtime's own modules; the full types would clash with lib DOM.
declare module 'cloudflare:test' {
  export const env: {
    readonly BUCKET: import('../../src/edge/live/platform.ts').Bucket
    readonly SITE: import('../../src/edge/live/platform.ts').Namespace<
      import('../../src/edge/live/platform.ts').SiteStub
    >
  }
  export const SELF: { fetch(input: string, init?: RequestInit): Promise<Response> }
  export function runInDurableObject<T>(
    stub: { readonly isStub: true },
    use: (
      instance: object,
      state: { readonly storage: import('../../src/site/drivers/durable-object.ts').DurableStorage },
    ) => T,
  ): Promise<T>
}
