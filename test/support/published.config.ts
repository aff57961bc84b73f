/** A site that may be published: builds have nothing to say of it. */
import { defineSite } from '../../src/config.ts'

export default defineSite({ url: 'https://blog.example' })
