/** The site on Node.js. */

import { applyContract } from '../../test/site/apply.ts'
import { hash } from '../disk/hash.ts'
import { openDatabase } from './drivers/node.ts'

applyContract(
  async (test) => {
    const db = openDatabase(':memory:')
    try {
      return test(db)
    } finally {
      db.close()
    }
  },
  hash,
  Number(process.env.RUNS ?? 60),
)
