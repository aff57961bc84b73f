/**
 * Posts that vanish: the folder is not mounted, was emptied, or is another one. From ten posts on, more than half of
 * them gone is taken for an accident.
 */

/** Fewer posts may be replaced as a whole. */
const FEW = 10

export interface VanishedPosts {
  readonly known: number
  readonly gone: number
}

/** @param posts that are left of those that were known */
export function vanishing(known: number, posts: number): VanishedPosts | undefined {
  return known >= FEW && posts < known / 2 ? { known, gone: known - posts } : undefined
}
