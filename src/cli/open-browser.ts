/** Opens an address in the browser of the desktop. */
import { spawn } from 'node:child_process'

const PROGRAMS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // `start` takes the first argument in quotation marks for a title
  win32: ['cmd', '/c', 'start', '""'],
}

export function openBrowser(address: string): void {
  const [program = 'xdg-open', ...args] = PROGRAMS[process.platform] ?? []
  const fail = () => console.error(`No browser could be started. Open ${address} yourself.`)
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  child.once('error', fail).once('exit', (code) => code && fail())
  child.unref()
}
