/** The folder's thread: keeps up with the folder and answers the main thread's requests. */
import type { MessagePort } from 'node:worker_threads'
import { DOCUMENTS } from '../../base/paths.ts'
import { LiveFolder } from '../../folder/live-folder.ts'
import type { Working } from '../../model.ts'
import type { Pool } from '../../pool/pool.ts'
import { sqliteCode } from '../../site/drivers/node.ts'
import type { SiteAt } from '../../site/site.ts'
import { type PackedDocument, packDocument } from '../../snapshot/bytes.ts'
import { KnownProblems } from './known-problems.ts'
import type {
  Answer,
  Answers,
  FolderTask,
  Kind,
  Message,
  PostedState,
  Question,
  Request,
} from './protocol.ts'

/** The documents of the main feed, which are made before they are asked for. */
const MAIN = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

class FolderSide {
  readonly #folder: LiveFolder
  /** As the main thread knows them. */
  readonly #problems = new KnownProblems()
  /** The site and its version in the state that was posted last. */
  #site: SiteAt | undefined
  #version = 0
  #manifest = ''

  constructor(folder: LiveFolder) {
    this.#folder = folder
  }

  /** The state for the main thread, after a change. */
  state(): PostedState {
    const site = this.#folder.site.at
    const problems = this.#problems.changesTo(this.#folder.site.problems)
    this.#problems.change(problems)
    const manifest = JSON.stringify(site.manifest)
    const known = this.#manifest
    this.#manifest = manifest
    return {
      ...(manifest === known ? {} : { manifest }),
      problems,
      posts: site.posts,
      scheduled: site.scheduled,
      ...this.#renew(),
    }
  }

  /** A post that cannot be rendered any more fails one request, not the thread. */
  tryToAnswer(kind: Kind, path: string): Pick<Answer, 'answer' | 'error'> {
    try {
      return { answer: this.#answer(kind, path) }
    } catch (error) {
      if (sqliteCode(error) > 0) this.#folder.fail(error)
      return { error: String(error) }
    }
  }

  #answer(kind: Kind, path: string): Answers[Kind] | undefined {
    const site = this.#folder.site.at
    if (kind === 'page') return site.page(path)
    if (kind === 'former') return site.former(path)
    if (kind === 'media') return site.media(path)
    return this.#document(path)
  }

  /** The feeds that changed since the state before, and the documents of the main feed if it is one of them. */
  #renew(): Pick<PostedState, 'documents' | 'changed'> {
    const site = this.#folder.site.at
    const changed = site === this.#site ? site.changedSince(this.#version) : undefined
    this.#site = site
    this.#version = site.version
    if (changed?.includes('/') === false) return { documents: [], changed }
    const documents = MAIN.flatMap((path) => this.#tryToMake(path) ?? [])
    return { documents, ...(changed === undefined ? {} : { changed }) }
  }

  #tryToMake(path: string): PackedDocument | undefined {
    try {
      return this.#document(path)
    } catch {
      // the request for it reports the error
      return undefined
    }
  }

  #document(path: string): PackedDocument | undefined {
    const document = this.#folder.site.at.document(path)
    return document && packDocument({ ...document.index, ...document.bytes() })
  }
}

/** @param pool ends when the site is whole */
export async function keepUp(port: MessagePort, { now, ...task }: FolderTask, pool: Pool): Promise<void> {
  const post = (message: Message, documents: readonly PackedDocument[] = []) =>
    port.postMessage(
      message,
      documents.map(({ bytes }) => bytes.buffer),
    )
  const working: Working = (path, action) => {
    post({ kind: 'working', path })
    try {
      return action()
    } finally {
      post({ kind: 'working' })
    }
  }
  const clock = now === undefined ? Date.now : () => now
  let side: FolderSide | undefined
  const opening = LiveFolder.open({
    ...task,
    clock,
    working,
    pool,
    events: {
      published(changes) {
        if (side === undefined) return
        const state = side.state()
        post({ kind: 'state', changes, state }, state.documents)
      },
      waiting: (path) => post({ kind: 'waiting', path }),
      failed: ({ message }) => post({ kind: 'failed', message }),
    },
  })
  const opened = await opening.catch(({ message }: Error) => post({ kind: 'refused', message }))
  if (!opened) return
  const answering = new FolderSide(opened)
  side = answering
  const state = answering.state()
  post({ kind: 'state', state }, state.documents)
  const reply = ({ kind, number, path }: Question) => {
    const answer = answering.tryToAnswer(kind, path)
    const sent = answer.answer !== undefined && 'bytes' in answer.answer ? [answer.answer] : []
    // during a first start, a requested post may turn out to be broken: the answer waits until the feeds are without it
    if (answer.error !== undefined && !opened.site.isWhole)
      opened.site.filling.catch(() => {}).then(() => reply({ kind, number, path }))
    else post({ kind: 'answer', number, ...answer }, sent)
  }
  port.on('message', async (request: Request) => {
    if (request.kind !== 'close') return reply(request)
    await opened.close()
    port.close()
  })
}
