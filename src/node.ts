/** `dropfeed/node`: where feeds come from on a machine with files; Node, Deno and Bun. */

export { type FolderFeeds, type OpenFolderOptions, openFolder } from './adapters/open-folder.ts'
export { openBuild } from './adapters/stores/disk.ts'
