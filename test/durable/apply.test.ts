/** The site at the edge. */
import { createHash } from 'node:crypto'
import { applyContract } from '../site/apply.ts'
import { withDatabase } from './database.ts'

applyContract(withDatabase, (text) => createHash('sha256').update(text).digest('hex').slice(0, 24), 20)
