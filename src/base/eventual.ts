/** A value or a promise of it. A value that is there is used at once, without waiting for a microtask. */

export type Eventual<T> = T | Promise<T>

/** Applies `next`, at once if the value is there. */
export function andThen<T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
