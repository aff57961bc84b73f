/** Files that a publisher may drop, by accident or on purpose, and that must not harm the rest of the site. */
export interface DropCase {
  readonly name: string
  /** Content by path in the posts folder. */
  readonly posts: Readonly<Record<string, string | Uint8Array>>
  /** Makes what cannot be written as content: sparse files, links, FIFOs. */
  readonly prepare?: (folder: string) => Promise<void>
  /** Must match what the server prints. */
  readonly reported?: RegExp
}
