/** The workers of a folder's thread. At a first start they load their code while the thread loads its own. */
import { serverPlace } from '../../folder/fingerprint.ts'
import { isNew } from '../../folder/site-database.ts'
import { FEW, Pool } from '../../pool/pool.ts'
import type { FolderTask } from './protocol.ts'

export function openPool(task: FolderTask): Pool {
  const pool = new Pool({ runtime: 'child_process' })
  if (task.remembers && task.count > FEW && isNew(serverPlace(task))) pool.start()
  return pool
}
