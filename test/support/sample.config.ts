/** The sample posts' site at a public address: validators refuse `localhost` as an address. */
import config from '../../feed.config.ts'
import { defineSite } from '../../src/config/site.ts'

export default defineSite({ ...config, url: 'https://blog.example' })
