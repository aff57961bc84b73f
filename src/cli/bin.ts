#!/usr/bin/env node
/** What npm runs as `dropfeed`. A Node.js that is too old is told so before anything is loaded that it cannot read. */
import { enableCompileCache } from 'node:module'
import { readPackage } from './package.ts'

// half the time to start goes into compiling what was compiled the last time
enableCompileCache()

const { engines } = readPackage()

if (isRecent(process.versions.node, engines.node)) await import('./main.ts')
else {
  console.error(
    `dropfeed needs Node.js ${engines.node.replace('>=', '')} or newer, and this is ${process.versions.node}. Get it from https://nodejs.org, or for this folder alone: npm install --save-dev node`,
  )
  process.exitCode = 2
}

/** `22.18.0`, `>=22.18` */
function isRecent(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = numbers(version)
  const [least = 0, leastMinor = 0] = numbers(wanted)
  return major > least || (major === least && minor >= leastMinor)
}

function numbers(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number)
}
