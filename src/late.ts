/**
 * Modules that take long to load, and that most runs do not need: they are loaded when the first post needs them. What
 * needs one is called by what cannot wait for it; so whoever can wait runs it {@link whenLoaded}.
 */

/** A module is needed that has not been loaded. */
export class NotLoaded extends Error {
  readonly late: Late<unknown>

  constructor(late: Late<unknown>) {
    super('This needs whenLoaded() or loadAll() around it.')
    this.name = 'NotLoaded'
    this.late = late
  }
}

const all: Late<unknown>[] = []

export class Late<Module> {
  readonly #load: () => Promise<Module>
  #module: Module | undefined

  constructor(load: () => Promise<Module>) {
    this.#load = load
    all.push(this)
  }

  /** @throws {NotLoaded} */
  get module(): Module {
    if (this.#module === undefined) throw new NotLoaded(this)
    return this.#module
  }

  async load(): Promise<void> {
    this.#module ??= await this.#load()
  }
}

/** What an action without effects gives; it is run again when what it lacks has been loaded. */
export async function whenLoaded<T>(action: () => T): Promise<T> {
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error
      await error.late.load()
    }
  }
}

/** For those who do not know yet what they will need. */
export async function loadAll(): Promise<void> {
  await Promise.all(all.map((late) => late.load()))
}
