/** Objects whose optional properties are absent rather than undefined (`exactOptionalPropertyTypes`). */

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]

/** `T` with each property that may be undefined as an optional one. */
export type Defined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> }

/** Drops the undefined properties of an object. */
export function defined<T extends object>(properties: T): Defined<T>
export function defined(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined))
}
