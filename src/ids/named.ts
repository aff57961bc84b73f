/** Posts whose front matter says who they are. */

import { quote } from '../base/problem.ts'
import type { PostHead, Problem } from '../model.ts'
import type { Candidate, Paths, Row } from './ledger.ts'
import { idOfName } from './mint.ts'
import { type Naming, toRow } from './naming.ts'
import { isSamePost } from './renames.ts'

/**
 * The posts whose front matter says who they are. Of two with the same identity the one keeps it that the
 * ledger has with it, or else the older; the other is left out, since under an id of its own it would reach
 * every subscriber a second time when the mistake is corrected.
 */
export function nameThose(
  candidates: readonly Candidate[],
  known: readonly Row[],
  paths: Paths,
): { rows: Row[]; problems: Problem[] } {
  if (candidates.every(({ post }) => post.id === undefined)) return { rows: [], problems: [] }
  const byName = new Map(known.flatMap((row) => [row.id, row.name ?? row.id].map((name) => [name, row])))
  const byPath = new Map(candidates.map((candidate) => [candidate.post.path, candidate]))
  const named = candidates.flatMap(({ post, features }) =>
    post.id === undefined
      ? []
      : { post, features, name: post.id, before: byName.get(post.id) ?? byName.get(idOfName(post.id)) },
  )
  const isRecorded = ({ post, before }: (typeof named)[number]) => before?.path === post.path
  const keepers = new Map<string, string>()
  const rows: Row[] = []
  const problems: Problem[] = []
  for (const candidate of named.sort((a, b) => Number(isRecorded(b)) - Number(isRecorded(a)))) {
    const { post, features, name, before } = candidate
    const naming: Omit<Naming, 'name'> = before ?? { id: idOfName(name) }
    const keeper = keepers.get(naming.id) ?? (before && occupant(before, post, byPath, paths))
    if (keeper !== undefined) problems.push(sharedId(post, keeper))
    else {
      rows.push(toRow({ ...naming, name }, features))
      keepers.set(naming.id, post.path)
    }
  }
  return { rows, problems }
}

/** The path of the other post to which a row belongs, if that is still there. */
function occupant(
  row: Row,
  post: PostHead,
  byPath: ReadonlyMap<string, Candidate>,
  paths: Paths,
): string | undefined {
  if (row.path === post.path || !paths.has(row.path)) return undefined
  const there = byPath.get(row.path)
  const isItself = there === undefined || (there.post.id === undefined && isSamePost(there.features, row))
  return isItself ? row.path : undefined
}

function sharedId(post: PostHead, keeper: string): Problem {
  return {
    severity: 'error',
    path: post.path,
    what: `The post has the same id as "${keeper}" (${quote(post.id)}).`,
    why: 'Feed readers would treat the two as one post, so this one is not published.',
    fix: 'If it is a copy, remove its "id"; dropfeed gives it a new one.',
  }
}
