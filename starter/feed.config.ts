import { defineSite } from 'dropfeed'

// Every setting has a default. Your editor describes each of them.
export default defineSite({
  title: {{title}},
  // Where the site will be. Feeds and ids contain it, so set it before you publish.
  {{url}},
  // The language of the posts: 'en', 'de', 'pt-BR'.
  language: {{language}},
  // Dates without an offset are in this time zone.
  timeZone: {{timeZone}},
  // Who writes: author: 'ada', authors: { ada: { name: 'Ada Marlowe', url: 'https://ada.example' } },
  // Posts that name no date have that of their first commit: dates: 'git',
})
