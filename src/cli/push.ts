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
import { LARGEST } from '../edge/webdav/request.ts'
import { isSameRow, mergeLedgers } from '../ids/ledger.ts'
import { LEDGER_NAME } from '../ids/ledger-row.ts'
import { parseLedger } from '../ids/ledger-text.ts'
import type { Problem } from '../model.ts'
import { watchFolder } from '../watch/watch.ts'
import type { CommonOptions } from './options.ts'
import { withProgress } from './progress.ts'
import { type Differences, differences } from './push-differences.ts'
import { davPath, RemoteSite } from './remote-site.ts'
import { stopped } from './stopped.ts'

export interface PushOptions extends CommonOptions {
  readonly to: string
  readonly watch?: boolean
  readonly delete?: boolean
}

/** Files sent at once. */
const PARALLEL = 6

/** From so many files on, the site takes them together when all are there. */
const MANY = 40

/** Makes folders and files; with `--watch` goes on until it is stopped. @returns the exit code */
export async function push(options: PushOptions): Promise<number> {
  const remote = new RemoteSite(options.to)
  const before = await remote.problems()
  await pushLedger(remote, options.posts)
  const found = await differences(options.posts, await remote.files())
  const leaving = [...found.gone, ...found.moved.map(({ from }) => from)]
  const isDeleting = leaving.length > 0 && (await mayDelete(leaving, options))
  const failed = await withProgress((onProgress) =>
    send(remote, options.posts, found, isDeleting, onProgress),
  )
  for (const message of failed) console.error(message)
  await report(remote, found, { before, isDeleting, options, failed: failed.length })
  const broken = await newErrors(remote, before)
  if (options.watch) await watch(remote, options)
  return failed.length > 0 || broken.length > 0 ? 1 : 0
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

/** @returns messages about files that were not sent */
async function send(
  remote: RemoteSite,
  posts: string,
  { folders, changed, moved, gone }: Differences,
  isDeleting: boolean,
  onProgress: OnProgress,
): Promise<string[]> {
  const isMany = changed.length > MANY
  const isFirst = isMany && (await remote.health()).posts === 0
  const failed: string[] = []
  for (const folder of folders) await remote.ask('MKCOL', davPath(folder), { expected: [405] })
  for (const { from, to } of isDeleting ? moved : [])
    await remote.ask('MOVE', davPath(from), {
      // another push may have moved it
      expected: [404],
      headers: { Destination: remote.folder + davPath(to).slice('/dav/'.length) },
    })
  for (const path of isDeleting ? gone : []) await remote.ask('DELETE', davPath(path), { expected: [404] })
  const later: Record<string, string> = isMany ? { 'X-Dropfeed-Later': '1' } : {}
  const paths = isDeleting ? changed : [...changed, ...moved.map(({ to }) => to)]
  for (let start = 0; start < paths.length; start += PARALLEL) {
    onProgress({ stage: 'upload', done: start, total: paths.length })
    const sent = paths.slice(start, start + PARALLEL).map((path) => sendFile(remote, posts, path, later))
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
  let body: Uint8Array<ArrayBuffer>
  try {
    body = new Uint8Array(readPlainFile(posts, path, LARGEST).bytes)
  } catch (error) {
    // it is gone meanwhile
    if (codeOf(error) === 'ENOENT') return undefined
    const flaw = error instanceof UnfitFile ? error.flaw : `cannot be read (${codeOf(error)})`
    return `${join(posts, path)} ${flaw}, so it was not sent. Put the file itself there, or one above 25 MB into the bucket with an S3 client.`
  }
  await remote.ask('PUT', davPath(path), { body, headers })
  return undefined
}

interface Report {
  readonly before: readonly Problem[]
  readonly isDeleting: boolean
  readonly options: PushOptions
  /** Files that were not sent. */
  readonly failed: number
}

async function report(
  remote: RemoteSite,
  found: Differences,
  { before, isDeleting, options, failed }: Report,
): Promise<void> {
  const health = await remote.health()
  const problems = (await newProblems(remote, before)).map((problem) => ({
    ...problem,
    path: join(options.posts, problem.path),
  }))
  const sent = found.changed.length + found.moved.length - failed
  const deleted = isDeleting ? found.gone.length : 0
  if (options.json) return console.log(JSON.stringify({ sent, deleted, posts: health.posts, problems }))
  for (const problem of problems) console.error(formatProblem(problem))
  const counts = `${count(sent, 'file')} sent, ${deleted} deleted`
  console.log(`${counts}. ${count(health.posts, 'post')} at ${options.to}.`)
  if (health.pausedUntil !== undefined)
    console.log(`The day's limit of written rows is reached: the site continues at ${health.pausedUntil}.`)
}

async function newProblems(remote: RemoteSite, before: readonly Problem[]): Promise<Problem[]> {
  const known = new Set(before.map(formatProblem))
  return (await remote.problems()).filter((problem) => !known.has(formatProblem(problem)))
}

async function newErrors(remote: RemoteSite, before: readonly Problem[]): Promise<Problem[]> {
  return (await newProblems(remote, before)).filter(({ severity }) => severity === 'error')
}

/** Sends each change of the folder, until the process is stopped. */
async function watch(remote: RemoteSite, options: PushOptions): Promise<void> {
  const { posts } = options
  let work = Promise.resolve()
  const watcher = await watchFolder(posts, (changes) => {
    work = work
      .then(async () => {
        const before = await remote.problems()
        const there = await remote.files()
        const found = await differences(posts, there)
        const removed = new Set(changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path))
        // files that were there before and were never here stay
        const gone = found.gone.filter((path) => removed.has(path))
        const moved = found.moved.filter(({ from }) => removed.has(from))
        const kept = found.moved.filter(({ from }) => !removed.has(from)).map(({ to }) => to)
        const sent = { ...found, gone, moved, changed: [...found.changed, ...kept] }
        if (sent.changed.length + gone.length + moved.length === 0) return
        const failed = await send(remote, posts, sent, true, () => {})
        for (const message of failed) console.error(message)
        await report(remote, sent, { before, isDeleting: true, options, failed: failed.length })
      })
      .catch((error) => console.error(messageOf(error)))
  })
  console.log(`Watching ${posts}: every change is sent to ${options.to}.`)
  await stopped()
  await watcher.close()
  await work
}
