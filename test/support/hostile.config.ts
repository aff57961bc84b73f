/** A configuration whose texts are as hostile as the posts of test/fixtures/hostile. */
import { defineSite } from '../../src/config/site.ts'

export default defineSite({
  title: 'Hostile <& "Sons"> ]]> &amp;',
  description: 'It’s <b> & ]]> &lt;',
  url: 'https://blog.example',
  copyright: '© 2026 <Ada> & Sons ]]>',
  license: 'Ask <us> & ]]> first',
  comments: 'https://talk.example/?a=1&b={url}',
  footer: 'Made <b>by</b> <script>us</script> & ]]>',
  blogroll: [
    { title: 'Cake <& ]]>', url: 'https://cake.example/?a=1&b=[2]', feed: 'https://cake.example/?c=1&d=2' },
  ],
  image: 'https://blog.example/logo.svg?a=1&b=[2]',
  icon: 'https://blog.example/icon.png?a=1&b=2',
  hub: 'https://hub.example/?a=1&b={2}',
  author: ['ada', 'jun'],
  authors: {
    ada: {
      name: 'Ada (the "first") <& Marlowe',
      email: 'ada@example.org',
      url: 'https://ada.example/?a=1&b=2',
    },
    jun: { name: 'Jun & ]]> Okabe', email: 'jun@example.org', avatar: 'https://jun.example/a.png' },
    guest: { name: 'Guest <contributor>', url: 'https://guest.example/|' },
  },
  podcast: {
    author: 'Ada <& Marlowe ]]>',
    owner: { name: 'Ada <b> & ]]>', email: 'ada@example.org' },
    image: 'https://blog.example/cover.jpg?a=1&b=[2]',
    category: ['Society & Culture > Places & Travel', 'TV & Film'],
    guid: true,
    locked: false,
    funding: { url: 'https://blog.example/?a=1&b=[2]', title: 'Give <b>us</b> & ]]>' },
    license: 'https://blog.example/license?a=1&b=2',
    medium: 'podcast',
  },
  feeds: { limit: 200, maxBytes: 8 * 1024 * 1024, markdown: true, thumbnails: true },
})
