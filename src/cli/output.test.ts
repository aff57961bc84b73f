/** How the command line talks: to terminals, to machines, to GitHub, to a pipe that closes early. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { withProgress } from './terminal.ts'

const ESCAPE = '\x1B['

let folder: string
const drop = (name: string, text: string) => writeFile(join(folder, 'posts', name), text)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-output-'))
  await mkdir(join(folder, 'posts'))
  await drop('bad.md', '---\ntitle: Bad\ndate: tomorow\n---\n')
  await drop('odd.md', post('title: Odd\ntilte: x'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('colours', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['not in a pipe', {}, false],
    ['where FORCE_COLOR asks for them', { FORCE_COLOR: '1' }, true],
    ['not where NO_COLOR forbids them', { NO_COLOR: '1' }, false],
    ['not where FORCE_COLOR is 0', { FORCE_COLOR: '0' }, false],
  ])('are %s', async (_, environment, expected) => {
    for (const args of [['check'], ['--help'], ['build']]) {
      const { out, error } = await runIn(folder, args, environment)
      expect((out + error).includes(ESCAPE), args[0]).toBe(expected)
    }
  })

  it('are never in JSON', async () => {
    const { out } = await runIn(folder, ['check', '--json'], { FORCE_COLOR: '3' })
    expect(JSON.parse(out).problems).toHaveLength(2)
  })
})

describe('problems', () => {
  it('are annotations on GitHub, which nothing that is quoted can leave', async () => {
    await drop('100%,:: new.md', '---\ntitle: x\ndate: "1%\\n::error::x"\n---\n')
    const { error, out } = await runIn(folder, ['check', '--json'], { GITHUB_ACTIONS: 'true' })
    const lines = error.trim().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(
      '::error file=posts/100%25%2C%3A%3A new.md,line=3,col=7::"date" is not a date ("1%25\\n::error::x"). Write it as 2026-01-31 or 2026-01-31 18:30.',
    )
    expect(lines[2]).toMatch(/^::warning file=posts\/odd.md,line=4,col=1::"tilte" is not a setting/)
    expect(JSON.parse(out).problems).toHaveLength(3)
  })

  it('of the configuration are annotations and JSON as well, with exit code 2', async () => {
    await mkdir(join(folder, 'conf'))
    await writeFile(join(folder, 'conf/site.ts'), 'export default { titel: "x" }')
    for (const command of ['check', 'build', 'serve']) {
      const args = [command, '--json', '--config', 'conf/site.ts']
      const { code, out, error } = await runIn(folder, args, { GITHUB_ACTIONS: 'true' })
      expect(code).toBe(2)
      expect(JSON.parse(out)).toMatchObject({ problems: [{ severity: 'error', path: 'conf/site.ts' }] })
      expect(error).toMatch(/^::error file=conf\/site\.ts::"titel" is not a setting/m)
      expect(error).toMatch(/^conf\/site\.ts: .*"titel" is not a setting/m)
    }
    expect((await runIn(folder, ['check', '--config', 'conf/site.ts'])).out).toBe('')
  })

  it('are annotated where the checkout has them', async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: join(folder, '..') }
    const { error } = await runIn(folder, ['check'], environment)
    expect(error).toContain(`file=${folder.split('/').at(-1)}/posts/bad.md,`)
  })
})

describe('a build', () => {
  it('tells what it made and what that changed, to people and to machines', async () => {
    const { out } = await runIn(folder, ['build'])
    expect(out).toMatch(
      /^Built 1 post into 1 feed \(3 documents\) in dist; 2 problems \(1 post left out\); \d+\.\d s\.\n$/,
    )
    expect((await runIn(folder, ['build'])).out).toContain('in dist; nothing changed; 2 problems (')
    await drop('tea.md', post('title: Tea\ntags: [tea]'))
    expect((await runIn(folder, ['build'])).out).toContain('; 1 feed changed, 1 new feed; 2 problems (')
    await rm(join(folder, 'posts/tea.md'))
    const result = JSON.parse((await runIn(folder, ['build', '--json'])).out)
    expect(result).toMatchObject({
      written: true,
      posts: 1,
      feeds: 1,
      changes: { added: 0, changed: 1, gone: 1 },
    })
    const refused = await runIn(folder, ['build', '--json', '--strict'])
    expect([refused.code, JSON.parse(refused.out).written]).toEqual([1, false])
  })
})

describe('progress', () => {
  const steps = async (onProgress: (progress: { stage: 'write'; done: number; total: number }) => void) => {
    for (let done = 0; done < 12; done++) {
      onProgress({ stage: 'write', done: done * 100, total: 1200 })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return 'result'
  }
  const capture = (isTTY: boolean) => {
    const written: string[] = []
    const stream: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
      isTTY: { value: isTTY },
      columns: { value: 60 },
      write: { value: (text: string) => written.push(text) > 0 },
    })
    return { stream, written }
  }

  it('is a bar in a terminal once it takes long, within a line, and gone at the end', async () => {
    const { stream, written } = capture(true)
    const { CI } = process.env
    delete process.env.CI
    expect(await withProgress(steps, stream)).toBe('result')
    if (CI !== undefined) process.env.CI = CI
    expect(written.length).toBeGreaterThan(2)
    expect(written.every((text) => text.startsWith('\r\x1B[K'))).toBe(true)
    expect(stripVTControlCharacters(written[0] ?? '')).toMatch(/^\r━{24} Writing the feeds: [\d,]+ of 1,200$/)
    expect(written.at(-1)).toBe('\r\x1B[K')
    await expect(withProgress(() => Promise.reject(new Error('no')), stream)).rejects.toThrow('no')
  })

  it('is nothing elsewhere for what takes seconds', async () => {
    const { stream, written } = capture(false)
    await withProgress(steps, stream)
    expect(written).toEqual([])
  })
})

describe('a pipe that closes early', () => {
  it('is no crash', async () => {
    for (let number = 0; number < 15; number++) await drop(`${number}.md`, '---\ndate: tomorow\n---\n')
    const child = spawn(process.execPath, [resolve('src/cli/bin.js'), 'check', '--json'], { cwd: folder })
    let error = ''
    child.stderr.on('data', (chunk) => (error += chunk))
    child.stdout.destroy()
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, error]).toEqual([1, ''])
  })
})

describe('usage', () => {
  it.each([
    [['chek'], "unknown command 'chek'", 'Did you mean check?'],
    [['check', '--jsno'], "unknown option '--jsno'", 'Did you mean --json?'],
    [['build', 'a', 'b'], 'too many arguments', ''],
    [['diff', '--against', 'out/site'], 'There is no build in "out/site".', ''],
    [['adopt', 'a.xml', 'b.xml'], 'too many arguments', ''],
    [['serve', '--port', ''], 'A port is a whole number', ''],
    [['serve', '--port', '1e3'], 'A port is a whole number', ''],
    [['build', '--now', 'soon'], 'Write an instant as', ''],
    [['diff', '--against'], 'argument missing', ''],
  ])('%j exits with 2 and says what is wrong', async (args, message, hint) => {
    const { code, error } = await runIn(folder, args)
    expect(code).toBe(2)
    expect(error).toContain(message)
    expect(error).toContain(hint)
  })
})
