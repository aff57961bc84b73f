#!/usr/bin/env node
// @ts-check
/**
 * What npm runs as `dropfeed`. It is JavaScript: a Node.js that is too old could not report what it lacks, and one
 * that is not would load what strips types before the compile cache is there, for each command anew.
 */
import module from 'node:module'

// half the time to start goes into compiling what was compiled the last time
module.enableCompileCache?.()

/** @type {{ engines: { node: string } }} */
const { engines } = module.createRequire(import.meta.url)('../../package.json')

if (isRecent(process.versions.node, engines.node)) await import('./main.ts')
else {
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
