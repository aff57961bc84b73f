/** Content security policies. They hold if a post gets more through the sanitizer than it should. */
import { script } from './script.ts'

/** Of pages, for their `meta` element: they may show what posts show, and run one script. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src '${script.hash}'`,
  "style-src 'self'",
  'img-src https: http: data:',
  'media-src https: http:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Of files beside posts: opened by itself a file runs nothing, and has no part in the site's origin. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** Which pages the site's own addresses are sent to, and how much of them. */
export const REFERRER_POLICY = 'strict-origin-when-cross-origin'
