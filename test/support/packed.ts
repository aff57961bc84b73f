/** The package as npm packs it, installed. All test files of a run share it: npm takes seconds, and packing writes lib. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** For npm and what it starts: the Node.js that runs this, and packages from npm's cache where it has them. */
export const NPM_ENVIRONMENT = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
}

export function npm(args: readonly string[], cwd: string) {
  return run('npm', [...args, '--loglevel=error'], { cwd, env: NPM_ENVIRONMENT })
}

/** Gives a folder where dropfeed and create-dropfeed are installed from the tarballs beside them. */
export async function installed(): Promise<string> {
  const [folder, making] = [join(tmpdir(), 'installed'), join(tmpdir(), 'installing')]
  while (!existsSync(folder)) {
    const isOurs = await mkdir(making).then(
      () => true,
      () => false,
    )
    if (isOurs) await install(making, folder)
    else await sleep(100)
  }
  return folder
}

async function install(making: string, folder: string): Promise<void> {
  try {
    for (const source of ['.', 'tools/create'])
      await npm(['pack', '--silent', '--pack-destination', making], source)
    await npm(['init', '-y'], making)
    await npm(['install', './dropfeed-0.1.0.tgz', './create-dropfeed-0.1.0.tgz'], making)
    await rename(making, folder)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    throw error
  }
}
