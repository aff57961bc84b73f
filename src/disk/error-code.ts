/** The code of an error of the system, such as `ENOENT`; undefined where it is another error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
