/** `node test/kills.ts 200`: kills a server in each round, between an id that was seen and its ledger file. */
import { killRounds } from './support/kill-rounds.ts'

const rounds = Number(process.argv[2] ?? 200)
const { changed } = await killRounds(rounds, ({ rounds: done, changed }) => {
  if (done % 10 === 0) console.log(`${done} kills, ${changed} ids changed`)
})
console.log(`${rounds} kills, ${changed} ids changed.`)
process.exitCode = changed === 0 ? 0 : 1
