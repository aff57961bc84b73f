/** What an answer depends on besides the address. */

/** The header fields of a request, each by its name; `Headers` is one. */
export interface Fields {
  get(name: string): string | null
}

export interface Head {
  readonly request: Request
  /** Those of the request, in the form in which the platform has them at hand. */
  readonly headers: Fields
}
