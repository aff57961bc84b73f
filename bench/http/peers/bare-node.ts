/** Bare Hono on Node: the same two answers, constant. Arguments: port, file of the body, JSON of the headers. */
import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { bareApp } from './bare.ts'

const [port, file = '', headers = '{}'] = process.argv.slice(2)
serve({ fetch: bareApp(new Uint8Array(readFileSync(file)), JSON.parse(headers)).fetch, port: Number(port) })
