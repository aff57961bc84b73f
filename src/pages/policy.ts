/** Content security policies: the second line of defence behind the sanitizer. */
import { type Preview, reload } from './preview.ts'
import { script } from './script.ts'

/** For pages: the contents of posts and one script; for pages that load again by themselves, the script that does it. */
export function pagePolicy(preview?: Preview): string {
  return preview?.version === undefined ? PUBLIC : RELOADING
}

const CONTENTS = [
  "style-src 'self'",
  'img-src https: http: data:',
  'media-src https: http:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
const PUBLIC = `default-src 'none'; script-src '${script.hash}'; ${CONTENTS}`
const RELOADING = `default-src 'none'; script-src '${script.hash}' '${reload.hash}'; connect-src 'self'; ${CONTENTS}`

/** For files beside posts: opened by itself, a file runs nothing and is outside the site's origin. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export const REFERRER_POLICY = 'strict-origin-when-cross-origin'
