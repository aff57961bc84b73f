/** How much memory the thread that keeps up with a folder may take. */

/** In MB: with a larger nursery, Node may not notice in time that a thread has no memory left, and abort the process. */
const FOLDER_NURSERY = 12

/**
 * For the thread that keeps up with a folder: a post that needs more memory than this ends it.
 * @param memory in MB; absent: some kilobytes for each post, and room for the one that is rendered
 */
export function folderLimits(posts: number, memory = 320 + Math.ceil(posts / 50)) {
  return { maxYoungGenerationSizeMb: FOLDER_NURSERY, maxOldGenerationSizeMb: memory }
}
