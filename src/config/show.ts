/** The podcast in `feed.config.ts`. https://podcasters.apple.com/support/1691-apple-podcasts-categories */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { email, line, strictTableOf, toExplicit } from '../base/schema.ts'
import { toUri } from '../base/text.ts'
import type { Show, Site } from '../model.ts'

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

const webAddress = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^https?:\/\//i),
  v.url(),
  v.transform((value) => toUri(value)),
)

const explicit = v.pipe(v.union([v.boolean(), v.string()]), v.transform(toExplicit), v.boolean())

export const podcast = strictTableOf({
  author: v.optional(line),
  owner: v.optional(strictTableOf({ name: line, email })),
  image: v.optional(webAddress),
  category: v.union([category, v.pipe(v.array(category), v.nonEmpty())]),
  explicit: v.optional(explicit, false),
  type: v.optional(v.picklist(['episodic', 'serial']), 'episodic'),
})

/** In words, and an example; see config.ts. */
export const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  podcast: ['a table', "podcast: { category: 'Arts > Books' }"],
  'podcast.author': ['text', "author: 'Ada Marlowe'"],
  'podcast.owner': [
    'a name and an email address, here or of the first author of the site',
    "owner: { name: 'Ada Marlowe', email: 'ada@blog.example' }",
  ],
  'podcast.owner.name': ['text', "name: 'Ada Marlowe'"],
  'podcast.owner.email': ['an email address', "email: 'ada@blog.example'"],
  'podcast.image': ['a web address', "image: 'https://blog.example/cover.jpg'"],
  'podcast.category': [
    'a category of Apple Podcasts, or a list of them',
    "category: 'Society & Culture > Documentary'",
  ],
  'podcast.explicit': ['true, false or clean', 'explicit: false'],
  'podcast.type': ["'episodic' or 'serial'", "type: 'episodic'"],
}

type Host = Pick<Site, 'title' | 'image' | 'author'>

/** Completes the show from the site; undefined without an owner, because directories require one. */
export function toShow(
  said: v.InferOutput<typeof podcast>,
  { title, author, ...site }: Host,
): Show | undefined {
  const mail = author.find(({ email }) => email !== undefined)
  const owner = said.owner ?? (mail?.email === undefined ? undefined : { name: mail.name, email: mail.email })
  if (owner === undefined) return undefined
  return defined({
    author: said.author ?? author[0]?.name ?? title,
    owner,
    image: said.image ?? site.image,
    categories: [said.category].flat().map(namesOf),
    explicit: said.explicit,
    type: said.type,
  })
}

function isCategory(value: string): boolean {
  const [main = '', sub, ...more] = namesOf(value)
  const subs = Object.hasOwn(CATEGORIES, main) ? CATEGORIES[main]?.split(', ') : undefined
  return subs !== undefined && more.length === 0 && (sub === undefined || (sub !== '' && subs.includes(sub)))
}

function namesOf(category: string): string[] {
  return category.split('>').map((name) => name.trim())
}
