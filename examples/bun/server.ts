// bun server.ts: serves below /blog what `npx dropfeed build` wrote.
import { dropfeed } from 'dropfeed'
import { openBuild } from 'dropfeed/node'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (context) => context.text('The site around the blog.'))
app.route('/blog', dropfeed(await openBuild('dist')))

export default app
