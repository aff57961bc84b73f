// Posts dropped into posts/ are in the feeds below http://localhost:3000/blog/ within a second.
import { serve } from '@hono/node-server'
import { dropfeed } from 'dropfeed'
import { openFolder } from 'dropfeed/node'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (context) => context.text('The site around the blog.'))

const port = Number(process.env.PORT ?? 3000)
const site = { title: 'Tea notes', url: `http://localhost:${port}/blog` }
app.route('/blog', dropfeed(await openFolder({ posts: 'posts', site })))

serve({ fetch: app.fetch, port })
