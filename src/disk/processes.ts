import { codeOf } from './error-code.ts'

/** Whether a process is there. One that was killed leaves what it was writing behind. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // it is there, and somebody else's
    return codeOf(error) === 'EPERM'
  }
}
