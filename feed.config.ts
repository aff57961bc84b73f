import { defineSite } from 'dropfeed'

export default defineSite({
  title: 'Tide & Table',
  description: 'Walks by the sea, trains at night, and what was for breakfast.',
  // url: 'https://tide-and-table.example',   needed to deploy; on this machine the local address is used
  language: 'en',
  timeZone: 'UTC',
  copyright: '© 2026 Ada Marlowe and Jun Okabe',
  menu: [
    { title: 'Archive', url: '/archive/' },
    { title: 'Tags', url: '/tags/' },
  ],
  author: 'ada',
  authors: {
    ada: { name: 'Ada Marlowe', email: 'ada@example.org', url: 'https://ada.example.org/' },
    jun: { name: 'Jun Okabe', email: 'jun@example.org' },
  },
})
