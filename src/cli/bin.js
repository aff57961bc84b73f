#!/usr/bin/env node
// @ts-check
/**
 * The command `dropfeed`. It is JavaScript, so that a Node.js without type stripping can report that it is too old, and
 * so that the compile cache is on before TypeScript is loaded.
 */
import module from 'node:module'

// compiling takes half of the time to start
module.enableCompileCache?.()

/** @type {{ engines: { node: string } }} */
const { engines } = module.createRequire(import.meta.url)('../../package.json')

if (isRecent(process.versions.node, engines.node)) {
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
} else {
  console.error(
    `dropfeed needs Node.js ${engines.node.replace('>=', '')} or newer, and this is ${process.versions.node}. Get it from https://nodejs.org, or for this folder alone: npm install --save-dev node`,
  )
  process.exitCode = 2
}

/**
 * @param {string} version `24.1.0`
 * @param {string} wanted `>=24`
 */
function isRecent(version, wanted) {
  const [major = 0, minor = 0] = numbers(version)
  const [least = 0, leastMinor = 0] = numbers(wanted)
  return major > least || (major === least && minor >= leastMinor)
}

/** @param {string} text */
function numbers(text) {
  return (text.match(/\d+/g) ?? []).map(Number)
}
