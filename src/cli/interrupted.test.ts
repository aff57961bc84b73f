/** Ctrl-C in a terminal, while a build is at work. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { content } from '../../test/support/output.ts'

/** Enough that a build of them is shown in a bar. */
const MANY = 3_000

/** Standard error is a terminal to the command: then it draws. */
const TERMINAL = `Object.defineProperties(process.stderr, { isTTY: { value: true }, columns: { value: 80 } })`

it('takes the bar away, and nothing is replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-interrupted-'))
  await mkdir(join(folder, 'posts'))
  await writeFile(join(folder, 'posts/tea.md'), post('title: Tea'))
  const environment = { PATH: process.env.PATH ?? '', XDG_CACHE_HOME: join(folder, 'cache') }
  await runIn(folder, ['build'], environment)
  const before = content(join(folder, 'dist'))
  for (let number = 0; number < MANY; number++)
    await writeFile(join(folder, `posts/${number}.md`), post(`title: T${number}\ntags: [t${number % 50}]`))
  const options = [`--import=data:text/javascript,${encodeURIComponent(TERMINAL)}`]
  const child = spawn(process.execPath, [...options, resolve('src/cli/bin.js'), 'build'], {
    cwd: folder,
    env: environment,
  })
  let said = ''
  child.stderr.on('data', (text) => {
    const isFirst = said === ''
    said += text
    if (isFirst) child.kill('SIGINT')
  })
  const [code, signal] = await once(child, 'close')
  expect(stripVTControlCharacters(said)).toMatch(/━ Reading|━ Compiling|━ Writing/)
  expect(said.endsWith('\r\u001B[KStopped. Nothing was replaced.\n')).toBe(true)
  expect([code, signal]).toEqual([130, null])
  expect(content(join(folder, 'dist'))).toEqual(before)
  await rm(folder, { recursive: true })
})
