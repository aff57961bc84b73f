/** Content security policies: the second line of defence behind the sanitizer. */
import { type Preview, reload } from './preview.ts'

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

/**
 * The only script of the pages: the button that copies a feed's address, and the names of readers that open `feed:` on
 * the device. Without it the address can be selected.
 */
export const script = {
  /** Of `text`; the policy of the pages admits this script alone (CSP 3, section 2.3.1). */
  hash: 'sha256-i94FYjN6GayMQBDy+ws6VdAkzHohg61U4pMKKgwaMfM=',
  text: `for (const button of document.querySelectorAll('button[data-copy]')) {
  const field = button.previousElementSibling
  const label = button.textContent
  button.hidden = false
  field.addEventListener('focus', () => field.select())
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      field.select()
      document.execCommand('copy')
    }
    button.textContent = button.dataset.copy
    setTimeout(() => { button.textContent = label }, 2000)
  })
}
const readers = [
  [/iPhone|iPad|Mac OS/, 'NetNewsWire, Reeder'],
  [/Android/, 'Feeder, Read You'],
  [/Windows/, 'Fluent Reader, QuiteRSS'],
  [/Linux/, 'Liferea, NewsFlash'],
].find(([system]) => system.test(navigator.userAgent))
if (readers)
  for (const place of document.querySelectorAll('[data-readers]')) place.textContent = '(' + readers[1] + ')'
`,
}
