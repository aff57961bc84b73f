/** `1 post`, `3,000 posts` */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${withCommas(number)} ${number === 1 ? noun : many}`
}

/** `12,345` */
export function withCommas(number: number): string {
  return number.toLocaleString('en')
}
