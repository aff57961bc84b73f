/** What an editor says of the settings in `feed.config.ts`, with the package as it is compiled. */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const TSC = resolve('node_modules/typescript/bin/tsc')

const CONFIG = `import { defineSite } from 'dropfeed'
export default defineSite({
  links: '/:slug',
  feeds: { maxBytes: 5000 },
  authors: { ada: { name: 'Ada', avatar: 'ada.jpg' } },
  podcast: { category: 'Arts', locked: true },
})
`

let folder: string
let server: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-editor-'))
  const installed = join(folder, 'node_modules/dropfeed')
  mkdirSync(installed, { recursive: true })
  execFileSync(process.execPath, [TSC, '-p', 'tsconfig.build.json', '--outDir', join(installed, 'lib')])
  cpSync('package.json', join(installed, 'package.json'))
  symlinkSync(resolve('node_modules'), join(installed, 'node_modules'))
  writeFileSync(join(folder, 'feed.config.ts'), CONFIG)
  server = await startServer(`file://${join(folder, 'feed.config.ts')}`)
}, 120_000)
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

it.each([
  ['links', 'The addresses of posts: a path of this site, or an address elsewhere'],
  ['maxBytes', 'Of a feed in one format, in bytes: beyond, older posts are left out. Default: 524,288.'],
  ['avatar', 'A picture: a path beside the configuration, or an address.'],
  ['locked', 'Whether other hosts may not import the podcast.'],
])('describes %s', async (name, words) => {
  expect(await server.describe(name)).toContain(words)
})

interface Server {
  /** What the editor shows where the pointer rests on a name. */
  describe(name: string): Promise<string>
  close(): void
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
}

/** The language server of TypeScript, as editors talk to it (Language Server Protocol). */
async function startServer(uri: string): Promise<Server> {
  const child = spawn(process.execPath, [TSC, '--lsp', '--stdio'])
  const waiting = new Map<number, (message: Message) => void>()
  let received = Buffer.alloc(0)
  let last = 0
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const take = (message: Message) => {
    // it asks the editor for its settings
    if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null })
    else if (message.id !== undefined) waiting.get(message.id)?.(message)
  }
  child.stdout.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const end = received.indexOf('\r\n\r\n') + 4
      const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, end).toString())?.[1])
      if (end < 4 || received.length < end + length) return
      take(JSON.parse(received.subarray(end, end + length).toString()))
      received = received.subarray(end + length)
    }
  })
  const ask = (method: string, params: object) =>
    new Promise<Message>((settle) => {
      waiting.set(++last, settle)
      send({ id: last, method, params })
    })
  await ask('initialize', { processId: process.pid, rootUri: null, capabilities: {} })
  send({ method: 'initialized', params: {} })
  const textDocument = { uri, languageId: 'typescript', version: 1, text: CONFIG }
  send({ method: 'textDocument/didOpen', params: { textDocument } })
  return {
    async describe(name) {
      const lines = CONFIG.split('\n')
      const line = lines.findIndex((text) => text.includes(`${name}:`))
      const position = { line, character: (lines[line]?.indexOf(`${name}:`) ?? 0) + 1 }
      return JSON.stringify((await ask('textDocument/hover', { textDocument: { uri }, position })).result)
    },
    close: () => child.kill(),
  }
}
