/** The formats that there are. A further one is a module of its own and a row here. */
import type { Format, FormatName } from '../../model.ts'
import { atom } from './atom.ts'
import { json } from './json.ts'
import { rss } from './rss.ts'

export const formatNamed: Readonly<Record<FormatName, Format>> = { rss, atom, json }

export const formats: readonly Format[] = Object.values(formatNamed)
