/** The only script of the pages: the button that copies a feed's address. Without it the address can be selected. */
export const script = {
  /** Of `text`; the policy of the pages admits this script alone (CSP 3, section 2.3.1). */
  hash: 'sha256-glD6oVBrtV2nIcW9f+9i1NrNQ8PLaCshfGwhjPtIZlc=',
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
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = label }, 2000)
  })
}
`,
}
