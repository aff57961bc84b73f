/** Values that are at hand, or on their way: what is at hand is answered without waiting a turn. */

export type Eventual<T> = T | Promise<T>

/** What `next` makes of a value, at once if the value is there. */
export function andThen<T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
