/** Files that a publisher may drop, by accident or on purpose, and that must not harm the rest of the site. */
export interface DropCase {
  readonly name: string
  /** Content by path in the posts folder. */
  readonly posts: Readonly<Record<string, string | Uint8Array>>
  /** Makes files that cannot be written as content: sparse files, links, FIFOs. */
  readonly prepare?: (folder: string) => Promise<void>
  /** Must match a line of the server's output that names a file of the case. */
  readonly reported?: RegExp
  /** In milliseconds: an ordinary post that is dropped right after must be published sooner. Such a case is on its own. */
  readonly within?: number
  /** The case replaces a file of the server's own, so no other case shares its server. */
  readonly alone?: true
}
