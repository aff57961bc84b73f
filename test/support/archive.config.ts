/** The hostile site with so small a feed that its posts fill archive pages. */
import { defineSite } from '../../src/config/site.ts'
import hostile from './hostile.config.ts'

export default defineSite({
  ...hostile,
  feeds: { limit: 12, tags: false, authors: false, folders: false, languages: false },
})
