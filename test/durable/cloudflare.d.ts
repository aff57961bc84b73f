// What the tests use of the runtime's own modules; the full types would clash with lib DOM.
declare module 'cloudflare:workers' {
  export const exports: {
    readonly SiteObject: { getByName(name: string): { readonly isStub: true } }
  }
}
