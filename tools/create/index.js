#!/usr/bin/env node
// `npm create dropfeed my-site` is `dropfeed init my-site`.
process.argv.splice(2, 0, 'init')
await import('dropfeed/cli')
