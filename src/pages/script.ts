/** The only script of the pages: the button that copies an address. Without it the address can be selected. */
import { OWN } from '../paths.ts'

export const script = {
  path: OWN.script,
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
