/** Content security policies: the second line of defence behind the sanitizer. */
import { script } from './script.ts'

/** For the `meta` element of pages: the contents of posts and one script. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src '${script.hash}'`,
  "style-src 'self'",
  'img-src https: http: data:',
  'media-src https: http:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** For files beside posts: opened by itself, a file runs nothing and is outside the site's origin. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export const REFERRER_POLICY = 'strict-origin-when-cross-origin'
