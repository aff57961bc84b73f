// What `npx wrangler types` writes, as far as it is used here.
declare module 'cloudflare:workers' {
  export const env: { readonly ASSETS: import('dropfeed/cloudflare').Assets }
}
