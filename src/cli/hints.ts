/** Guesses what a wrong command line was meant to be. */

interface Called {
  readonly args: readonly string[]
  readonly options: readonly { readonly long?: string | undefined }[]
}

/** The names that other tools give to these commands. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  init: ['begin', 'create', 'setup'],
  new: ['add', 'post'],
  serve: ['dev', 'preview', 'run', 'server', 'start', 'watch'],
  build: ['compile', 'export', 'generate', 'publish'],
  check: ['lint', 'test', 'validate'],
  diff: ['compare'],
  import: ['convert', 'migrate'],
  adopt: ['ids'],
  stats: ['analytics', 'readers', 'logs'],
}

/** @param code commander's name of the mistake */
export function hintOn(code: string, { args, options }: Called): string | undefined {
  const [word = '', ...others] = args
  if (code === 'commander.unknownCommand')
    return Object.keys(OTHER_NAMES).find((name) => OTHER_NAMES[name]?.includes(word.toLowerCase()))
  if (code !== 'commander.excessArguments' || others.length > 0) return undefined
  // one word too many is probably the value of an option
  const has = (long: string) => options.some((option) => option.long === long)
  if (/^\d+$/.test(word) && has('--port')) return `--port ${word}`
  return has('--against') ? `--against ${word}` : `--posts ${word}`
}

/** `help nope` reports an unknown command, as `nope` alone does. */
export function withoutEmptyHelp(args: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, second] = args
  return first === 'help' && second !== undefined && !commands.includes(second) ? args.slice(1) : args
}
