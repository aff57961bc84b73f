// Serves below /blog what `npx dropfeed build` wrote; wrangler.toml names it as the Worker's assets.
import { env } from 'cloudflare:workers'
import { dropfeed } from 'dropfeed'
import { openAssets } from 'dropfeed/cloudflare'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (context) => context.text('The site around the blog.'))
app.route('/blog', dropfeed(openAssets(env.ASSETS)))

export default app
