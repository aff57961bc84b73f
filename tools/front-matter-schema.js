// Writes the JSON schema of front matter into the compiled package.
import { writeFileSync } from 'node:fs'
import { frontMatterSchema } from '../lib/content/front-matter-schema.js'

writeFileSync('lib/front-matter.schema.json', `${JSON.stringify(frontMatterSchema(), undefined, 2)}\n`)
