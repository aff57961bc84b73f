/** Warnings about the folder and the configuration, besides the problems of posts. */
import type { LoadedConfig } from '../config/load.ts'
import { hasMorePosts } from '../folder/listing.ts'
import type { Problem } from '../model.ts'
import { LOCAL_URL } from './options.ts'

/** Advice for builds, which may be published; `check` has none, since a site without `url` works on its machine. */
export function adviceOnAddress({ name, keys }: LoadedConfig): readonly Problem[] {
  if (keys.has('url')) return []
  return [
    {
      severity: 'warning',
      path: name,
      what: `There is no "url", so all addresses in this build begin with ${LOCAL_URL}.`,
      why: 'They work on this machine alone, and the ids of posts change when you set it: subscribers would see posts again.',
      fix: "Before you publish, write url: 'https://blog.example'.",
    },
  ]
}

/** Undefined if the folder has posts, published or not. */
export function hintOnEmptiness(posts: number, folder: string): string | undefined {
  if (posts > 0 || hasMorePosts(folder, 0)) return undefined
  return `No posts in "${folder}" (files that end in .md): is this the right folder?`
}
