/** Content security policies: the second line of defence behind the sanitizer. */
import { type Preview, reload } from './preview.ts'
import { script } from './script.ts'

/** For pages: the contents of posts and one script; for pages that load again by themselves, the script that does it. */
export function pagePolicy(preview?: Preview): string {
  const scripts = preview?.version === undefined ? '' : ` '${reload.hash}'; connect-src 'self'`
  return `default-src 'none'; script-src '${script.hash}'${scripts}; ${CONTENTS}`
}

const CONTENTS = [
  "style-src 'self'",
  'img-src https: http: data:',
  'media-src https: http:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** For files beside posts: opened by itself, a file runs nothing and is outside the site's origin. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export const REFERRER_POLICY = 'strict-origin-when-cross-origin'
