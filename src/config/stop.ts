/** Where a configuration stops with an error. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isFile } from './file.ts'

export interface Stop {
  /** The configuration, or a file that it imports. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly column?: number
}

/** Undefined where the error does not say, such as for a missing module. */
export function placeOfStop(error: Error, config: string): Stop | undefined {
  const stack = String(error.stack ?? '')
  return (
    placeIn(stack, config) ?? placeAbove(stack) ?? (error instanceof SyntaxError ? parsed(config) : undefined)
  )
}

/** The first line of the configuration that a stack names. */
function placeIn(stack: string, config: string): Stop | undefined {
  const names = [pathToFileURL(config).href, config]
  const found = names.map((name) => stack.split(`${name}:`, 2)[1]).find((rest) => /^\d/.test(rest ?? ''))
  const [, line, column] = /^(\d+)(?::(\d+))?/.exec(found ?? '') ?? []
  if (line === undefined) return undefined
  return { file: config, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
}

/** What cannot be parsed stands above its error, under the name of its file. */
function placeAbove(stack: string): Stop | undefined {
  const [, name = '', line] = /^(.+):(\d+)\n/.exec(stack) ?? []
  const file = name.startsWith('file:') ? fileURLToPath(name) : name
  return isFile(file) ? { file, line: Number(line) } : undefined
}

/** Node reports the place of a syntax error only on standard error, when a process ends. */
const PARSE = `
  const { SourceTextModule } = require('node:vm')
  const { stripTypeScriptTypes } = require('node:module')
  new SourceTextModule(stripTypeScriptTypes(require('node:fs').readFileSync(0, 'utf8')))`

function parsed(config: string): Stop | undefined {
  const args = ['--no-warnings', '--experimental-vm-modules', '--eval', PARSE]
  const { stderr } = spawnSync(process.execPath, args, { input: readFileSync(config), encoding: 'utf8' })
  const [, line] = /^[^\n]*:(\d+)\n/.exec(stderr) ?? []
  return line === undefined ? undefined : { file: config, line: Number(line) }
}
