/** `dropfeed/node`: where feeds come from on a machine with files; Node, Deno and Bun. */

export { openBuild } from './serve/disk.ts'
export { type FolderFeeds, type OpenFolderOptions, openFolder } from './serve/open-folder.ts'
