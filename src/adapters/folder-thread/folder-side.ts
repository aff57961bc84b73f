/** The folder's thread: keeps up with the folder and answers the main thread's requests. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { MadeDocument } from '../../compile/documents.ts'
import { DOCUMENTS } from '../../paths.ts'
import { concatenate, encodeDocument } from '../../snapshot/bytes.ts'
import { LiveFolder } from '../folder/live-folder.ts'
import { KnownProblems } from './known-problems.ts'
import { ProgressMark } from './progress-mark.ts'
import type {
  Answer,
  Answers,
  FolderTask,
  Kind,
  Message,
  PostedDocument,
  PostedState,
  Request,
} from './protocol.ts'

/** Documents that are made before they are asked for, after a change. The main thread asks for the others. */
const MAX_FRESH = 100

/** Of the main feed: always at hand in the main thread. */
const MAIN = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

class FolderSide {
  readonly #folder: LiveFolder
  /** The documents that the main thread holds, by path. */
  readonly #held = new Map<string, MadeDocument>()
  /** As the main thread knows them. */
  readonly #problems = new KnownProblems()
  #manifest = ''

  constructor(folder: LiveFolder) {
    this.#folder = folder
  }

  /** What the main thread must know after a change. */
  state(): PostedState {
    const { compilation } = this.#folder
    const problems = this.#problems.changesTo(this.#folder.problems)
    this.#problems.change(problems)
    const manifest = JSON.stringify(compilation.manifest)
    const known = this.#manifest
    this.#manifest = manifest
    return {
      ...(manifest === known ? {} : { manifest }),
      problems,
      posts: compilation.posts,
      // of all times: --now may be any
      scheduled: compilation.scheduled(Number.NEGATIVE_INFINITY),
      ...this.#renew(),
    }
  }

  /** A post that cannot be written any more fails one request, not the thread. */
  tryToAnswer(kind: Kind, path: string): Pick<Answer, 'answer' | 'error'> {
    try {
      return { answer: this.#answer(kind, path) }
    } catch (error) {
      return { error: String(error) }
    }
  }

  #answer(kind: Kind, path: string): Answers[Kind] | undefined {
    const { compilation } = this.#folder
    if (kind === 'page') return compilation.page(path)
    if (kind === 'media') return compilation.file(path)
    const document = compilation.document(path)
    return document && this.#post(document)
  }

  release(paths: readonly string[]): void {
    for (const path of paths) this.#held.delete(path)
  }

  /** Pages of the archive are many, change together and are seldom asked for. */
  #renew(): Pick<PostedState, 'documents' | 'outdated'> {
    const documents: PostedDocument[] = []
    const outdated: string[] = []
    for (const path of new Set([...MAIN, ...this.#held.keys()])) {
      const isEager = documents.length < MAX_FRESH && !path.startsWith('/archive/')
      const document = isEager ? this.#tryToMake(path) : undefined
      if (document === undefined) outdated.push(path)
      else if (document !== this.#held.get(path)) documents.push(this.#post(document))
    }
    this.release(outdated)
    return { documents, outdated }
  }

  #tryToMake(path: string): MadeDocument | undefined {
    try {
      return this.#folder.compilation.document(path)
    } catch {
      // whoever asks for it hears of the error
      return undefined
    }
  }

  #post(document: MadeDocument): PostedDocument {
    const { index, all } = encodeDocument({ ...document.index, ...document.bytes() }, '')
    this.#held.set(index.path, document)
    return { index, bytes: concatenate(all) }
  }
}

if (parentPort !== null) await run(parentPort, workerData)

async function run(port: MessagePort, { mark, now, ...task }: FolderTask): Promise<void> {
  const post = (message: Message, documents: readonly PostedDocument[] = []) =>
    port.postMessage(
      message,
      documents.map(({ bytes }) => bytes.buffer),
    )
  const { working } = new ProgressMark(mark)
  const clock = now === undefined ? Date.now : () => now
  let side: FolderSide | undefined
  const opening = LiveFolder.open({
    ...task,
    clock,
    working,
    events: {
      published(changes) {
        if (side === undefined) return
        const state = side.state()
        post({ kind: 'published', changes, state }, state.documents)
      },
      waiting: (path) => post({ kind: 'waiting', path }),
      failed: ({ message }) => post({ kind: 'failed', message }),
    },
  })
  const opened = await opening.catch(({ message }: Error) => post({ kind: 'refused', message }))
  if (!opened) return
  const { folder, stopWatching } = opened
  const answering = new FolderSide(folder)
  side = answering
  const state = answering.state()
  post({ kind: 'opened', state }, state.documents)
  port.on('message', async (request: Request) => {
    if (request.kind === 'released') return answering.release(request.paths)
    if (request.kind === 'close') {
      await stopWatching()
      return port.close()
    }
    const answer = answering.tryToAnswer(request.kind, request.path)
    const sent = answer.answer !== undefined && 'bytes' in answer.answer ? [answer.answer] : []
    post({ kind: 'answer', number: request.number, ...answer }, sent)
  })
}
