/** Limits on the lists of a post. */

/** Rows of one list. Hand-written posts stay under 30. */
export const MAX_ROWS = 100

/** Characters of the name of a tag or author, which is the title of a feed. */
export const MAX_NAME = 200

/** Folders above a post. */
export const MAX_FOLDERS = 16
