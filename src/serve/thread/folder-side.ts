/** The folder's thread: keeps up with the folder and answers the main thread's requests. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { DOCUMENTS } from '../../base/paths.ts'
import type { MadeDocument } from '../../feeds/documents.ts'
import { LiveFolder } from '../../folder/live-folder.ts'
import { sqliteCode } from '../../site/drivers/node.ts'
import type { SiteAt } from '../../site/site.ts'
import { concatenate, encodeDocument } from '../../snapshot/bytes.ts'
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
  Question,
  Request,
} from './protocol.ts'

/** Documents that are made before they are asked for, after a change. The main thread asks for the others. */
const MAX_FRESH = 100

/** Of the main feed: the main thread always holds these. */
const MAIN = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

class FolderSide {
  readonly #folder: LiveFolder
  /** The versions of the documents that the main thread holds, by path. */
  readonly #held = new Map<string, number>()
  /** As the main thread knows them. */
  readonly #problems = new KnownProblems()
  #site: SiteAt
  #manifest = ''

  constructor(folder: LiveFolder) {
    this.#folder = folder
    this.#site = folder.site
  }

  /** What the main thread must know after a change. */
  state(): PostedState {
    const { site } = this.#folder
    const problems = this.#problems.changesTo(this.#folder.problems)
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

  /** A post that cannot be written any more fails one request, not the thread. */
  tryToAnswer(kind: Kind, path: string): Pick<Answer, 'answer' | 'error'> {
    try {
      return { answer: this.#answer(kind, path) }
    } catch (error) {
      if (sqliteCode(error) > 0) this.#folder.fail(error)
      return { error: String(error) }
    }
  }

  #answer(kind: Kind, path: string): Answers[Kind] | undefined {
    const { site } = this.#folder
    if (kind === 'page') return site.page(path)
    if (kind === 'media') return site.media(path)
    const document = site.document(path)
    return document && this.#post(document)
  }

  release(paths: readonly string[]): void {
    for (const path of paths) this.#held.delete(path)
  }

  /** Pages of the archive are many and seldom asked for. */
  #renew(): Pick<PostedState, 'documents' | 'outdated'> {
    const documents: PostedDocument[] = []
    const outdated: string[] = []
    for (const path of this.#stale()) {
      const isEager = documents.length < MAX_FRESH && !path.startsWith('/archive/')
      const document = isEager ? this.#tryToMake(path) : undefined
      if (document === undefined) outdated.push(path)
      else documents.push(this.#post(document))
    }
    this.release(outdated)
    return { documents, outdated }
  }

  /** Paths of the documents that the main thread holds in another version, or should hold. */
  #stale(): string[] {
    const { site } = this.#folder
    const paths = [...new Set([...MAIN, ...this.#held.keys()])]
    const isOther = site !== this.#site
    this.#site = site
    const versions = site.versions(new Set(paths.map(baseOf)))
    return paths.filter((path) => isOther || this.#held.get(path) !== (versions.get(baseOf(path)) ?? 0))
  }

  #tryToMake(path: string): MadeDocument | undefined {
    try {
      return this.#folder.site.document(path)
    } catch {
      // the request for it reports the error
      return undefined
    }
  }

  #post(document: MadeDocument): PostedDocument {
    const { index, all } = encodeDocument({ ...document.index, ...document.bytes() }, '')
    const base = baseOf(index.path)
    this.#held.set(index.path, this.#folder.site.versions([base]).get(base) ?? 0)
    return { index, bytes: concatenate(all) }
  }
}

function baseOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
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
  const answering = new FolderSide(opened)
  side = answering
  const state = answering.state()
  post({ kind: 'opened', state }, state.documents)
  const reply = ({ kind, number, path }: Question) => {
    const answer = answering.tryToAnswer(kind, path)
    const sent = answer.answer !== undefined && 'bytes' in answer.answer ? [answer.answer] : []
    // while posts are composed, one that is asked for may turn out to be unusable: then it is left out
    if (answer.error !== undefined && !opened.isWhole)
      opened.whole.finally(() => reply({ kind, number, path }))
    else post({ kind: 'answer', number, ...answer }, sent)
  }
  port.on('message', async (request: Request) => {
    if (request.kind === 'released') return answering.release(request.paths)
    if (request.kind !== 'close') return reply(request)
    await opened.close()
    port.close()
  })
}
