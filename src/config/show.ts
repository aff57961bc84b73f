/** The podcast in `feed.config.ts`. https://podcasters.apple.com/support/1691-apple-podcasts-categories */
import { v5, validate } from 'uuid'
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { licenseOf } from '../base/license.ts'
import { DOCUMENTS } from '../base/paths.ts'
import { email, line, strictTableOf, toExplicit } from '../base/schema.ts'
import { toUri } from '../base/text.ts'
import type { Show, Site } from '../model.ts'
import { isPicture } from './beside.ts'
import { isWebAddress } from './values.ts'

/** Directories accept only these. */
const CATEGORIES: Readonly<Record<string, string>> = {
  Arts: 'Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts',
  Business: 'Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit',
  Comedy: 'Comedy Interviews, Improv, Stand-Up',
  Education: 'Courses, How To, Language Learning, Self-Improvement',
  Fiction: 'Comedy Fiction, Drama, Science Fiction',
  Government: '',
  'Health & Fitness': 'Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality',
  History: '',
  'Kids & Family': 'Education for Kids, Parenting, Pets & Animals, Stories for Kids',
  Leisure: 'Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games',
  Music: 'Music Commentary, Music History, Music Interviews',
  News: 'Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News',
  'Religion & Spirituality': 'Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality',
  Science:
    'Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics, Social Sciences',
  'Society & Culture': 'Documentary, Personal Journals, Philosophy, Places & Travel, Relationships',
  Sports:
    'Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling',
  Technology: '',
  'True Crime': '',
  'TV & Film': 'After Shows, Film History, Film Interviews, Film Reviews, TV Reviews',
}

/** `Society & Culture > Documentary` */
const category = v.pipe(v.string(), v.check(isCategory))

export const webAddress = v.pipe(
  v.string(),
  v.check(isWebAddress),
  v.transform((value) => toUri(value)),
)

const explicit = v.pipe(v.union([v.boolean(), v.string()]), v.transform(toExplicit), v.boolean())

const funding = strictTableOf({ url: webAddress, title: line })

/** https://podcasting2.org/docs/podcast-namespace/tags/medium */
const MEDIUMS = ['podcast', 'music', 'video', 'film', 'audiobook', 'newsletter', 'blog', 'course'] as const

/** The namespace of GUIDs. https://podcasting2.org/docs/podcast-namespace/tags/guid */
const GUIDS = 'ead4c236-bf58-58c6-a2c6-a6b28d128cb6'

export const podcast = strictTableOf({
  author: v.optional(line),
  owner: v.optional(strictTableOf({ name: line, email })),
  image: v.optional(v.union([webAddress, v.pipe(v.string(), v.check(isPicture))])),
  category: v.union([category, v.pipe(v.array(category), v.nonEmpty())]),
  explicit: v.optional(explicit, false),
  type: v.optional(v.picklist(['episodic', 'serial']), 'episodic'),
  guid: v.optional(
    v.union([
      v.literal(true),
      v.pipe(
        v.string(),
        v.check((text) => validate(text)),
      ),
    ]),
  ),
  locked: v.optional(v.boolean()),
  funding: v.optional(v.union([funding, v.array(funding)]), []),
  license: v.optional(v.pipe(line, v.transform(licenseOf))),
  medium: v.optional(v.picklist(MEDIUMS)),
  newFeedUrl: v.optional(webAddress),
})

/** See mistakes.ts. */
export const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  podcast: ['a table', "podcast: { category: 'Arts > Books' }"],
  'podcast.owner': [
    'a name and an email address, here or of the first author of the site',
    "owner: { name: 'Ada Marlowe', email: 'ada@blog.example' }",
  ],
  'podcast.owner.email': ['an email address', "email: 'ada@blog.example'"],
  'podcast.image': ['a web address or the path of a picture beside the configuration', "image: 'cover.jpg'"],
  'podcast.category': [
    'a category of Apple Podcasts, or a list of them',
    "category: 'Society & Culture > Documentary'",
  ],
  'podcast.explicit': ['true, false or clean', 'explicit: false'],
  'podcast.guid': ['true or a UUID', 'guid: true'],
  'podcast.funding': [
    'a table with url and title, or a list of them',
    "funding: { url: 'https://blog.example/support', title: 'Support the show' }",
  ],
  'podcast.medium': [MEDIUMS.join(', '), "medium: 'podcast'"],
  'podcast.newFeedUrl': ['a web address', "newFeedUrl: 'https://new.example/rss.xml'"],
  'podcast.type': ["'episodic' or 'serial'", "type: 'episodic'"],
}

type Host = Pick<Site, 'title' | 'url' | 'author'> & { readonly image?: string | undefined }

type Said = Omit<v.InferOutput<typeof podcast>, 'image'> & { readonly image?: string | undefined }

/** Completes the show from the site; undefined without an owner, because directories require one. */
export function toShow(said: Said, { title, author, ...site }: Host): Show | undefined {
  const mail = author.find(({ email }) => email !== undefined)
  const owner = said.owner ?? (mail?.email === undefined ? undefined : { name: mail.name, email: mail.email })
  if (owner === undefined) return undefined
  const { guid, category, funding, author: maker, image = site.image, ...others } = said
  return defined({
    ...others,
    author: maker ?? author[0]?.name ?? title,
    owner,
    image,
    categories: [category].flat().map(namesOf),
    guid: guid === true ? guidOf(`${site.url}/${DOCUMENTS.rss.file}`) : guid?.toLowerCase(),
    funding: [funding].flat(),
  })
}

/** Of the feed's address without its scheme and the slashes at its end. */
function guidOf(feed: string): string {
  return v5(feed.replace(/^https?:\/\//, '').replace(/\/+$/, ''), GUIDS)
}

function isCategory(value: string): boolean {
  const [main = '', sub, ...more] = namesOf(value)
  const subs = Object.hasOwn(CATEGORIES, main) ? CATEGORIES[main]?.split(', ') : undefined
  return subs !== undefined && more.length === 0 && (sub === undefined || (sub !== '' && subs.includes(sub)))
}

function namesOf(category: string): string[] {
  return category.split('>').map((name) => name.trim())
}
