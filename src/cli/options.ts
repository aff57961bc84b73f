/** What most commands can be told. */
import type { Instant } from '../model.ts'
import type { Strict } from './strict.ts'

/** Options of every command that compiles the folder. */
export interface CommonOptions {
  readonly posts: string
  readonly config?: string
  readonly now?: Instant
  readonly json?: boolean
}

export interface BuildOptions extends CommonOptions {
  readonly out: string
  readonly strict?: Strict
}

/** Where a site is as long as its configuration names no address. */
export const LOCAL_URL = 'http://localhost:3000'
