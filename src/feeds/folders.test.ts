/** Which folders have feeds. */
import { expect, it } from 'vitest'
import { compiled, post } from '../../test/support/compiled.ts'

const FOLDERS = ['2024', '2024/05', 'notes/2024-05', 'notes/2024/5/31', '2024/99', 'apollo/1969', '20245']
const POSTS = Object.fromEntries(FOLDERS.map((folder) => [`${folder}/a.md`, post('')]))

it('folders by date have none', () => {
  const { bases } = compiled(POSTS)
  expect(bases.filter((base) => base !== '/').sort()).toEqual(['/2024/99/', '/20245/', '/apollo/', '/notes/'])
})

it('the configuration may ask for them', () => {
  const { bases } = compiled(POSTS, { feeds: { folders: 'all' } })
  expect(bases).toEqual(expect.arrayContaining(['/2024/', '/2024/05/', '/notes/2024/5/31/']))
})
