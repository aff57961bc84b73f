/** The site on Node.js. */
import { hash } from '../../src/adapters/hash.ts'
import { openDatabase } from '../../src/adapters/node-sqlite.ts'
import { applyContract } from './apply.ts'

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
  Number(process.env.RUNS ?? 150),
)
