/** Makes the folder of a live site equal to a local one, by WebDAV. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { count } from '../base/count.ts'
import { messageOf } from '../base/message.ts'
import { formatProblem } from '../base/problem.ts'
import type { OnProgress } from '../base/progress.ts'
import { codeOf } from '../disk/error-code.ts'
import { readPlainFile, UnfitFile } from '../disk/plain-file.ts'
import { LARGEST } from '../edge/webdav/messages.ts'
import { isSameRow, mergeLedgers } from '../ids/ledger.ts'
import { LEDGER_NAME, parseLedger } from '../ids/ledger-file.ts'
import { watchFolder } from '../watch/watch.ts'
import type { CommonOptions } from './options.ts'
import { type Differences, differences, localFiles, onlyRemote } from './push-differences.ts'
import { davPath, RemoteSite } from './remote-site.ts'
import { stopped } from './run.ts'
import { withProgress } from './terminal.ts'

export interface PushOptions extends CommonOptions {
  readonly to: string
  readonly watch?: boolean
  readonly delete?: boolean
}

const PARALLEL = 6

/** From so many files on, the site takes them together when all are there. */
const MANY = 40

/** Makes folders and files; with `--watch` goes on until it is stopped. @returns the exit code */
export async function push(options: PushOptions): Promise<number> {
  const remote = new RemoteSite(options.to)
  await pushLedger(remote, options.posts)
  const [local, there] = [await localFiles(options.posts), await remote.files()]
  const leaving = onlyRemote(local, there)
  const isDeleting = leaving.length > 0 && (await mayDelete(leaving, options))
  const isFine = await send(remote, differences(local, there, new Set(isDeleting ? leaving : [])), options)
  if (options.watch) await watch(remote, options)
  return isFine ? 0 : 1
}

async function mayDelete(gone: readonly string[], options: PushOptions): Promise<boolean> {
  if (options.delete) return true
  const files = count(gone.length, 'file is', 'files are')
  const names = `${gone.slice(0, 5).join(', ')}${gone.length > 5 ? ', …' : ''}`
  console.error(`${files} at ${options.to} and not in ${options.posts}: ${names}`)
  if (!process.stdin.isTTY || options.json) {
    console.error('Nothing is deleted there without --delete.')
    return false
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking.question('Delete them there? [y/N] ')
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** The ids of the folder come first, so that no post gets another one. */
async function pushLedger(remote: RemoteSite, posts: string): Promise<void> {
  const local = await readFile(join(posts, LEDGER_NAME), 'utf8').catch(() => undefined)
  if (local === undefined) return
  const response = await remote.ask('GET', davPath(LEDGER_NAME), { expected: [404] })
  const { rows } = parseLedger(local)
  if (response.ok) {
    const theirs = parseLedger(await response.text()).rows
    const known = new Map(theirs.map((row) => [row.id, row]))
    if (mergeLedgers(rows, theirs).every((row) => isSameRow(known.get(row.id), row))) return
  }
  await remote.ask('PUT', davPath(LEDGER_NAME), { body: new TextEncoder().encode(local) })
}

/** Sends the differences and reports what they caused. @returns whether all arrived, and no post has a new error */
async function send(remote: RemoteSite, found: Differences, options: PushOptions): Promise<boolean> {
  const { posts, json, to } = options
  const before = new Set((await remote.problems()).map(formatProblem))
  const failed = await withProgress((onProgress) => sendFiles(remote, posts, found, onProgress))
  for (const message of failed) console.error(message)
  const health = await remote.health()
  const caused = (await remote.problems()).filter((problem) => !before.has(formatProblem(problem)))
  const problems = caused.map((problem) => ({ ...problem, path: join(posts, problem.path) }))
  const sent = found.changed.length + found.moved.length - failed.length
  const deleted = found.gone.length
  if (json) console.log(JSON.stringify({ sent, deleted, posts: health.posts, problems }))
  else {
    for (const problem of problems) console.error(formatProblem(problem))
    console.log(`${count(sent, 'file')} sent, ${deleted} deleted. ${count(health.posts, 'post')} at ${to}.`)
    if (health.pausedUntil !== undefined)
      console.log(`The day's limit of written rows is reached: the site continues at ${health.pausedUntil}.`)
  }
  return failed.length === 0 && problems.every(({ severity }) => severity !== 'error')
}

/** @returns messages about files that were not sent */
async function sendFiles(
  remote: RemoteSite,
  posts: string,
  { folders, changed, moved, gone }: Differences,
  onProgress: OnProgress,
): Promise<string[]> {
  const isMany = changed.length > MANY
  const isFirst = isMany && (await remote.health()).posts === 0
  const failed: string[] = []
  for (const folder of folders) await remote.ask('MKCOL', davPath(folder), { expected: [405] })
  for (const { from, to } of moved) {
    const headers = { Destination: remote.folder + davPath(to).slice('/dav/'.length) }
    // another push may have moved it
    await remote.ask('MOVE', davPath(from), { headers, expected: [404] })
  }
  for (const path of gone) await remote.ask('DELETE', davPath(path), { expected: [404] })
  const later: Record<string, string> = isMany ? { 'X-Dropfeed-Later': '1' } : {}
  for (let start = 0; start < changed.length; start += PARALLEL) {
    onProgress({ stage: 'upload', done: start, total: changed.length })
    const sent = changed.slice(start, start + PARALLEL).map((path) => sendFile(remote, posts, path, later))
    failed.push(...(await Promise.all(sent)).flatMap((message) => message ?? []))
  }
  if (isMany) await remote.ask('POST', `/.dropfeed/${isFirst ? 'rebuild' : 'reconcile'}`)
  await remote.settled(({ read, known }) => onProgress({ stage: 'read', done: read, total: known }))
  return failed
}

/** @returns why the file was not sent */
async function sendFile(
  remote: RemoteSite,
  posts: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const body = new Uint8Array(readPlainFile(posts, path, LARGEST).bytes)
    await remote.ask('PUT', davPath(path), { body, headers })
    return undefined
  } catch (error) {
    const code = codeOf(error)
    // it is gone meanwhile
    if (code === 'ENOENT') return undefined
    if (code === undefined && !(error instanceof UnfitFile)) throw error
    const flaw = error instanceof UnfitFile ? error.flaw : `cannot be read (${code})`
    return `${join(posts, path)} ${flaw}, so it was not sent. Put the file itself there, or one above 25 MB into the bucket with an S3 client.`
  }
}

async function watch(remote: RemoteSite, options: PushOptions): Promise<void> {
  const { posts, to } = options
  let work = Promise.resolve()
  const watcher = await watchFolder(posts, (changes) => {
    const follow = async () => {
      // files that were there before and were never here stay
      const removed = changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path)
      const found = differences(await localFiles(posts), await remote.files(), new Set(removed))
      if (found.changed.length + found.gone.length + found.moved.length > 0)
        await send(remote, found, options)
    }
    work = work.then(follow).catch((error) => console.error(messageOf(error)))
  })
  console.log(`Watching ${posts}: every change is sent to ${to}.`)
  await stopped()
  await watcher.close()
  await work
}
