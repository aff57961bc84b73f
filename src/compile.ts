/**
 * The way of the data on one screen: sources -> leaves -> identities -> places -> members -> feeds -> documents.
 *
 * A compiler remembers what it made, so that compiling again costs only what changed, and holds the last good version
 * of a post whose file has become unusable. Nothing is written before somebody wants to see it.
 */
import { type Digest, digest } from './compile/digest.ts'
import { Leaves } from './compile/leaves.ts'
import { Members } from './compile/members.ts'
import { Places } from './compile/places.ts'
import { type Member, Press } from './compile/press.ts'
import { type Compilation, Publication } from './compile/publication.ts'
import { chooseFeeds } from './compile/room.ts'
import { Shelves } from './compile/shelves.ts'
import type { Surroundings } from './compile/surroundings.ts'
import { Identities } from './identity/identities.ts'
import { EMPTY_LEDGER, type Ledger } from './identity/ledger.ts'
import type { Hash, Instant, MediaFile, Problem, Site, Source, Working } from './model.ts'
import type { DocumentIndex } from './snapshot.ts'

export type { Compilation } from './compile/publication.ts'

export interface Folder {
  readonly sources: Iterable<Source>
  readonly files: ReadonlyMap<string, MediaFile>
  /** What was remembered the last time. */
  readonly ledger?: Ledger
}

/** What of a folder is not as it was, by path; undefined is what has gone. */
export interface FolderChanges {
  readonly sources: ReadonlyMap<string, Source | undefined>
  readonly files: ReadonlyMap<string, MediaFile | undefined>
  readonly ledger: Ledger
}

export interface Compiler {
  readonly press: Press
  /** What to serve from `now` on. A source that is the same object as before is not read again. */
  compile(folder: Folder, now: Instant): Compilation
  /** The same, of a folder that was compiled before. */
  change(changes: FolderChanges, now: Instant): Compilation
}

export interface CompilerOptions {
  readonly working?: Working
  /** Stands in for {@link digest} where digests are remembered. */
  readonly read?: (source: Source) => Digest
  /** The document that an earlier run left at an address. */
  readonly previous?: (path: string) => DocumentIndex | undefined
}

export function createCompiler(site: Site, hash: Hash, options: CompilerOptions = {}): Compiler {
  const { working = (_, action) => action() } = options
  const read = options.read ?? ((source: Source) => digest(source, site, hash))
  const leaves = new Leaves((source) => working(source.path, () => read(source)))
  const identities = new Identities(site, hash)
  const places = new Places(site, hash)
  const members = new Members(site, hash, working)
  const press = new Press(site, hash, aroundOf(members), working)
  const shelves = new Shelves<Member>(site, (name) => hash(name).slice(0, 6))
  const publication = new Publication({ site, hash, press }, options.previous ?? (() => undefined))

  const change = ({ sources, files, ledger: before }: FolderChanges, now: Instant): Compilation => {
    for (const [path, source] of sources) leaves.update(path, source)
    const { candidates, paths } = leaves
    const changed = new Set(sources.keys())
    const { rows, problems, ledger, moved } = identities.update(candidates, changed, paths, before)
    leaves.share(changed, rows)
    const placed = places.update(candidates, rows, moved)
    const [gone, come] = members.update(placed, leaves, files, now)
    shelves.update(gone, come)
    const chosen = chooseFeeds(shelves.feeds, site.feeds.max)
    publication.update(chosen.feeds, gone, come, members.files, now)
    return publication.current({
      ledger,
      awaited: members.awaited,
      problems: [leaves.problems, problems, placed.problems, members.problems, chosen.problems]
        .flat()
        .sort(byPlace),
    })
  }

  return {
    press,
    change,
    compile: ({ sources, files, ledger = EMPTY_LEDGER }, now) =>
      change({ sources: leaves.differences(sources), files: members.differences(files), ledger }, now),
  }
}

/** Holds on to nothing but the members: who compiles once keeps the press, and has no use for what finds changes. */
function aroundOf(members: Members): () => Surroundings {
  return () => members.around
}

function byPlace(a: Problem, b: Problem): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1
}
