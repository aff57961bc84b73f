/** Tests call what does not wait, with all that it may need. */
import { loadAll } from '../../src/late.ts'
import '../../src/dates.ts'
import '../../src/parse.ts'
import '../../src/render.ts'

await loadAll()
