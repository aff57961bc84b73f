/** `deploy --live` up to wrangler: without an account, a program in its place notes how it is called. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runIn } from '../support/command.ts'
import { TOKEN } from '../support/live-server.ts'

const WRANGLER = `const { appendFileSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const input = args[0] === 'secret' ? readFileSync(0, 'utf8') : ''
appendFileSync('calls', JSON.stringify({ args, input }) + '\\n')
process.exitCode = args.join(' ').includes(process.env.FAILS ?? 'no command') ? 1 : 0
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-deploy-'))
  mkdirSync(join(folder, 'node_modules/wrangler/bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'node_modules/wrangler/package.json'), '{ "name": "wrangler" }')
  writeFileSync(join(folder, 'node_modules/wrangler/bin/wrangler.js'), WRANGLER)
  const site = { url: 'https://tea.example', title: 'Tea' }
  writeFileSync(join(folder, 'feed.config.ts'), `export default ${JSON.stringify(site)}`)
})
afterEach(() => rmSync(folder, { recursive: true }))

const deploy = (env: Record<string, string>) => runIn(folder, ['deploy', '--live'], env)

function calls(): { args: string[]; input: string }[] {
  const lines = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

it('creates bucket and queue, deploys, sets the tokens as secrets, and connects the events', async () => {
  const { code, out, error } = await deploy({ DROPFEED_TOKEN: TOKEN, ROWS_A_DAY: '100000' })
  expect([code, error]).toEqual([0, ''])
  const commands = calls().map(({ args }) => args.filter((arg) => !arg.includes(folder)).join(' '))
  expect(commands).toEqual([
    'r2 bucket create tea-example',
    'queues create tea-example',
    'deploy --config --minify',
    'secret bulk --config',
    'r2 bucket notification create tea-example --queue tea-example --event-type object-create object-delete',
  ])
  expect(JSON.parse(calls()[3]?.input ?? '')).toEqual({ DROPFEED_TOKEN: TOKEN, DROPFEED_TOKEN_2: null })
  expect(out).toBe(
    `Feeds: https://tea.example/rss.xml https://tea.example/atom.xml https://tea.example/feed.json
WebDAV: https://tea.example/dav/ with any user name and the token as the password\n`,
  )
  const config = JSON.parse(readFileSync(join(folder, 'dist/live/wrangler.json'), 'utf8'))
  expect(config).toMatchObject({
    vars: { ROWS_A_DAY: '100000' },
    r2_buckets: [{ binding: 'BUCKET', bucket_name: 'tea-example' }],
    queues: { consumers: [{ queue: 'tea-example' }] },
  })
})

it('sets a second token while one replaces the other', async () => {
  const second = `${TOKEN}-2`
  expect((await deploy({ DROPFEED_TOKEN: TOKEN, DROPFEED_TOKEN_2: second })).code).toBe(0)
  expect(JSON.parse(calls()[3]?.input ?? '')).toEqual({ DROPFEED_TOKEN: TOKEN, DROPFEED_TOKEN_2: second })
})

it.each([
  [{}, 'Set DROPFEED_TOKEN to a secret of at least 32 characters'],
  [{ DROPFEED_TOKEN: 'short' }, 'Set DROPFEED_TOKEN to a secret of at least 32 characters'],
  [{ DROPFEED_TOKEN: TOKEN, DROPFEED_TOKEN_2: 'short' }, 'Set DROPFEED_TOKEN_2 to a secret'],
])('names the token that is missing or too short, and calls nobody', async (env, message) => {
  const { code, error } = await deploy(env)
  expect([code, error]).toEqual([2, expect.stringContaining(message)])
  expect(calls).toThrow('ENOENT')
})

it('names the command that connects the events where wrangler cannot', async () => {
  const { code, out } = await deploy({ DROPFEED_TOKEN: TOKEN, FAILS: 'notification' })
  expect(code).toBe(0)
  expect(out).toContain(
    'until you run: wrangler r2 bucket notification create tea-example --queue tea-example',
  )
})

it('stops where the Worker cannot be deployed', async () => {
  expect((await deploy({ DROPFEED_TOKEN: TOKEN, FAILS: 'deploy' })).code).toBe(1)
  expect(calls()).toHaveLength(3)
})
