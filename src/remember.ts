/** Doing again only what has changed. */

export interface Step<Input, Output> {
  readonly key: (input: Input) => string
  /** Whether making it again would give `output` again. */
  readonly isSame: (input: Input, before: Input, output: Output) => boolean
  /** `before` is what was made of the input of this key the last time. */
  readonly make: (input: Input, before?: Output) => Output
}

/**
 * Runs a step over all inputs, and over those that stayed the same only once. It remembers the inputs of the
 * last run and nothing else, so what is gone is forgotten.
 */
export function remember<Input, Output>(step: Step<Input, Output>): (inputs: Iterable<Input>) => Output[] {
  let known = new Map<string, { input: Input; output: Output }>()
  return (inputs) => {
    const next: typeof known = new Map()
    for (const input of inputs) {
      const before = known.get(step.key(input))
      const isSame = before !== undefined && step.isSame(input, before.input, before.output)
      next.set(step.key(input), isSame ? before : { input, output: step.make(input, before?.output) })
    }
    known = next
    return [...next.values()].map(({ output }) => output)
  }
}
