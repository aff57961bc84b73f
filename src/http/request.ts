/** The parts of a request besides its address. */

/** The header fields of a request; `Headers` is one. Names are in lower case, so no platform has to convert them. */
export interface Fields {
  get(name: Lowercase<string>): string | null
}

export interface Head {
  readonly request: Request
  /** Those of the request, as the platform has read them. */
  readonly headers: Fields
}
