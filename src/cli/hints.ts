/** What was probably meant by a command line that means nothing. */

/** Of a command of commander's. */
interface Called {
  readonly args: readonly string[]
  readonly options: readonly { readonly long?: string | undefined }[]
}

/** Names that other tools have for what commands do here. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  new: ['add', 'create', 'init', 'post'],
  serve: ['dev', 'preview', 'run', 'server', 'start', 'watch'],
  build: ['compile', 'export', 'generate', 'publish'],
  check: ['lint', 'test', 'validate'],
  diff: ['compare'],
  adopt: ['import', 'migrate'],
}

/** Undefined where nothing is likely. `code` is commander's name of what is wrong. */
export function hintOn(code: string, called: Called): string | undefined {
  const [first = ''] = called.args
  if (code === 'commander.unknownCommand') return commandFor(first)
  return code === 'commander.excessArguments' ? optionFor(called) : undefined
}

function commandFor(word: string): string | undefined {
  return Object.keys(ELSEWHERE).find((name) => ELSEWHERE[name]?.includes(word.toLowerCase()))
}

/** Of a single word too many: the value of an option whose name is missing. */
function optionFor({ args, options }: Called): string | undefined {
  const [word = '', ...others] = args
  const has = (long: string) => options.some((option) => option.long === long)
  if (others.length > 0) return undefined
  if (/^\d+$/.test(word) && has('--port')) return `--port ${word}`
  return has('--against') ? `--against ${word}` : `--posts ${word}`
}

/** `help nope` says what `nope` alone does: there is no help for what is no command. */
export function withoutEmptyHelp(args: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, second] = args
  return first === 'help' && second !== undefined && !commands.includes(second) ? args.slice(1) : args
}
