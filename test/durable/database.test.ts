/** The database at the edge. */
import { databaseContract } from '../site/database.ts'
import { withDatabase } from './database.ts'

databaseContract(withDatabase)
