/** The settings of `feed.config.ts`, as editors describe them. A test holds that the schema has the same. */

/** The configuration of a site; every setting has a default. */
export interface SiteConfig {
  /** The title of the site and of its main feed. Default: `My posts`. */
  title?: string | undefined
  /** What the site is about, in a sentence. */
  description?: string | undefined
  /** Where the site is, with the path below which it is mounted: `https://tea.example`. Feeds and ids contain it. */
  url?: string | undefined
  /** The language of posts that name none, such as `en` or `pt-BR` (BCP 47). The pages use it, too. Default: `en`. */
  language?: string | undefined
  /** The time zone of dates without an offset, such as `Europe/Lisbon`. Default: `UTC`. */
  timeZone?: string | undefined
  /** The copyright notice of the feeds: `© 2026 Ada Marlowe`. */
  copyright?: string | undefined
  /** The licence of posts that name none: an SPDX name such as `CC-BY-4.0`, or an address. */
  license?: string | undefined
  /** The site's picture, for feeds and link previews: a path beside the configuration, or an address. */
  image?: string | undefined
  /** The icon of pages and feeds: a path beside the configuration, or an address. */
  icon?: string | undefined
  /** The path of a stylesheet beside the configuration, which is added to that of the pages. */
  css?: string | undefined
  /** Links in the header of every page. `rel: 'me'` is kept. */
  menu?: MenuLink[] | undefined
  /** A text at the end of every page. */
  footer?: string | undefined
  /** The address for replies to a post, with `{url}` or `{title}`: `mailto:ada@tea.example?subject={title}`. */
  comments?: string | undefined
  /** Blogs that you recommend: a list, or the path of an OPML file beside the configuration. */
  blogroll?: string | Blog[] | undefined
  /** Settings of tags. */
  tags?: TagSettings | undefined
  /** Who writes posts that name nobody: keys of `authors`, or names. */
  author?: string | string[] | undefined
  /** People by a key that posts can name. */
  authors?: Record<string, Person> | undefined
  /**
   * The addresses of posts: a path of this site, or an address elsewhere, with `:slug` or `:title`, `:name`,
   * `:filename`, and perhaps `:folder`, `:year`, `:month`, `:day`. Default: `/posts/:slug`.
   */
  links?: string | undefined
  /** Globs of files in the posts folder that are no posts: `templates/**`. */
  exclude?: string[] | undefined
  /** Front matter that posts share, by globs: `{ 'notes/**': { author: 'ada' } }`. */
  defaults?: Record<string, Readonly<Record<string, unknown>>> | undefined
  /** Dates of posts that name none: of their first commit (`git`), or of their file (`mtime`). */
  dates?: 'git' | 'mtime' | undefined
  /** Which feeds there are, and how much they hold. */
  feeds?: FeedSettings | undefined
  /** How the site answers requests. */
  http?: HttpSettings | undefined
  /** WebSub hubs that learn of new posts: addresses, or `self` for a hub of the site's own. */
  hub?: string | string[] | undefined
  /** Settings of the site's own hub. */
  push?: PushSettings | undefined
  /** Whether nothing will ever be published here again. */
  expired?: boolean | undefined
  /** Makes the main feed a podcast. Needs an owner, here or as the first author with an email address. */
  podcast?: PodcastSettings | undefined
}

interface MenuLink {
  title: string
  /** A path of the site, an address, or `mailto:`. */
  url: string
  /** Such as `me`, for a profile elsewhere. */
  rel?: string | undefined
}

interface Blog {
  title: string
  /** The address of its pages. */
  url?: string | undefined
  /** The address of its feed. */
  feed: string
}

interface TagSettings {
  /** Tags that no page and no feed shows. */
  hidden?: string[] | undefined
}

interface Person {
  name: string
  /** The person's own site. */
  url?: string | undefined
  /** Shown in RSS feeds. */
  email?: string | undefined
  /** A picture: a path beside the configuration, or an address. */
  avatar?: string | undefined
}

interface FeedSettings {
  /** Newest posts in each feed. Default: 50. */
  limit?: number | undefined
  /** Feeds at most, the largest ones. Default: 50,000. */
  max?: number | undefined
  /** Of a feed in one format, in bytes: beyond, older posts are left out. Default: 524,288. */
  maxBytes?: number | undefined
  /** Whether feeds hold whole posts or summaries. Default: `full`. */
  content?: 'full' | 'summary' | undefined
  /** A feed for each tag. Default: true. */
  tags?: boolean | undefined
  /** A feed for each author. Default: true. */
  authors?: boolean | undefined
  /** A feed for each folder; `all`: also for those by date, such as `2026/01`. Default: true. */
  folders?: boolean | 'all' | undefined
  /** A feed for each language but the site's. Default: true. */
  languages?: boolean | undefined
  /** Older posts in archive pages (RFC 5005). Default: true. */
  archive?: boolean | undefined
  /** The Markdown of each post in RSS feeds (`source:markdown`). Default: false. */
  markdown?: boolean | undefined
  /** Pictures of posts as thumbnails (Media RSS). Default: false. */
  thumbnails?: boolean | undefined
}

interface HttpSettings {
  /** How long a copy of a feed counts as fresh, in seconds. Default: 900. */
  maxAge?: number | undefined
  /** Whether clients that ask for it get new entries alone (RFC 3229). Default: true. */
  deltas?: boolean | undefined
  /** Old paths, and what they redirect to: `{ '/old/feed': '/rss.xml' }`. */
  aliases?: Record<string, string> | undefined
  /** Paths that answer 410, for feeds that are gone for good. */
  gone?: string[] | undefined
}

interface PushSettings {
  /** Hosts whose callbacks the hub calls in spite of a private address. */
  allow?: string[] | undefined
}

interface PodcastSettings {
  /** Who makes it. Default: the first author. */
  author?: string | undefined
  /** Whom directories write to. Default: the first author with an email address. */
  owner?: { name: string; email: string } | undefined
  /** The cover: a path beside the configuration, or an address. */
  image?: string | undefined
  /** Categories of Apple Podcasts: `Society & Culture > Documentary`. */
  category: string | string[]
  /** Whether it is not for children. Default: false. */
  explicit?: boolean | string | undefined
  /** In which order episodes are heard. Default: `episodic`. */
  type?: 'episodic' | 'serial' | undefined
  /** The GUID of the podcast: a UUID, or true for the one that follows from the feed's address. */
  guid?: string | true | undefined
  /** Whether other hosts may not import the podcast. */
  locked?: boolean | undefined
  /** Where listeners can support it. */
  funding?: Link | Link[] | undefined
  /** The licence: an SPDX name, or an address. */
  license?: string | undefined
  /** What it holds, if it is not talk. */
  medium?: 'podcast' | 'music' | 'video' | 'film' | 'audiobook' | 'newsletter' | 'blog' | 'course' | undefined
  /** The new address of the feed, when it moves. */
  newFeedUrl?: string | undefined
}

interface Link {
  url: string
  title: string
}
