/** Authors in a file beside the posts. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { peopleIn, withPeople } from './people.ts'

const site = parseSite({ authors: { jun: { name: 'Jun Okabe' } } }, 'https://blog.example')

it('Docusaurus has a table of them', () => {
  const text = `marlowe:
  name: Ada Marlowe
  title: Brewer
  url: https://ada.example
  image_url: https://ada.example/a.png
  socials: { github: ada }
tia: { email: tia@blog.example, url: javascript:x, image_url: /tia.png }
`
  expect(peopleIn(text)).toEqual({
    marlowe: { name: 'Ada Marlowe', url: 'https://ada.example/', avatar: 'https://ada.example/a.png' },
    tia: { name: 'tia', email: 'tia@blog.example' },
  })
})

it('Gatsby has a list of them', () => {
  expect(peopleIn('- id: ada\n  bio: Brews.\n- id: jun\n  name: Jun\n')).toEqual({
    ada: { name: 'ada' },
    jun: { name: 'Jun' },
  })
})

it.each(['', 'x', '- a\n- b', 'a: [', 'marlowe:', '---\n'])('%j names nobody', (text) => {
  expect(peopleIn(text)).toEqual({})
})

it('their texts and addresses are clean', () => {
  const text =
    'ada:\n  name: "A\\x01da\\nM"\n  email: "<x>"\n  url: https://a.example/[x]\n  avatar: data:x\n'
  expect(peopleIn(text)).toEqual({ ada: { name: 'Ada M', url: 'https://a.example/%5Bx%5D' } })
})

it('anything but a plain file of some size names nobody', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-people-'))
  execFileSync('mkfifo', [join(folder, 'authors.yml')])
  writeFileSync(join(folder, 'secret'), 'eve:\n  name: Eve\n')
  symlinkSync('secret', join(folder, 'authors.yaml'))
  writeFileSync(join(folder, 'author.yml'), `big:\n  name: Big\n${'#'.repeat(2 ** 20)}`)
  expect(withPeople(site, folder)).toBe(site)
  rmSync(folder, { recursive: true })
})

it('the configuration goes first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-people-'))
  expect(withPeople(site, folder)).toBe(site)
  writeFileSync(join(folder, 'authors.yml'), 'ada:\n  name: Ada\njun:\n  name: Another\n')
  expect(withPeople(site, folder).authors).toEqual({ ada: { name: 'Ada' }, jun: { name: 'Jun Okabe' } })
  rmSync(folder, { recursive: true })
})
