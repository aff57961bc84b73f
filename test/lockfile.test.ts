/** `npm ci` installs nothing without a hash in package-lock.json: no package, no Node.js, no download by a script. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}

async function readJson<Content>(path: string): Promise<Content> {
  return JSON.parse(await readFile(path, 'utf8'))
}

const { packages } = await readJson<{ packages: Record<string, Locked> }>('package-lock.json')
const installed = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'))

it('locks each package by its hash', () => {
  expect(installed.length).toBeGreaterThan(100)
  const unlocked = installed.filter(([, { integrity, link }]) => link !== true && !integrity)
  expect(unlocked.map(([path]) => path)).toEqual([])
})

it('runs no install script, because such a script can download what is not locked', async () => {
  const { allowScripts } = await readJson<{ allowScripts: Record<string, boolean> }>('package.json')
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true)
  for (const [path] of withScript)
    expect(allowScripts[path.replace(/.*node_modules\//, '')], path).toBe(false)
})

it('has no script of its own that npm runs, or warns of, where dropfeed is installed', async () => {
  const { scripts } = await readJson<{ scripts: Record<string, string> }>('package.json')
  const run = ['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => name in scripts)
  expect(run).toEqual([])
})

it('brings one release of Node.js for each platform, and npm scripts run on it', async () => {
  const { optionalDependencies } = await readJson<{ optionalDependencies: Record<string, string> }>(
    'tools/node/package.json',
  )
  const versions = new Set(Object.values(optionalDependencies))
  expect(versions.size).toBe(1)
  for (const name of Object.keys(optionalDependencies))
    expect(versions).toContain(packages[`node_modules/${name}`]?.version)
  const { stdout } = await run('npm', ['exec', '--offline', '--', 'node', '--version'])
  expect(versions).toContain(stdout.trim().slice(1))
})
