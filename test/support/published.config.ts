/** A site that may be published: builds have nothing to say of it. */
import { defineSite } from '../../src/config/site.ts'

export default defineSite({ url: 'https://blog.example' })
