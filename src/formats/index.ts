/** The formats that there are. A further one is a module of its own and a row here. */
import type { Format } from '../model.ts'
import { atom } from './atom.ts'
import { json } from './json.ts'
import { rss } from './rss.ts'

export const formats: readonly Format[] = [rss, atom, json]
