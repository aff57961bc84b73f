/** Addresses that the service gives to things of its own. */

/** Where the files beside the posts are served, by their path in the folder. */
export const MEDIA_BASE = '/media/'
