/**
 * The server on Node under abuse: `npm run test:abuse`. Starts `dropfeed serve`, abuses it with requests
 * (abuse/requests.ts), and checks after each kind that it still answers and has not grown. Then drops the files of
 * each case in abuse/cases/ into the folders of other servers (abuse/drops.ts). Every loop is bounded; exits with 1
 * if a promise was broken. `npm run test:abuse -- drops [NAME]` runs only the drops whose name contains NAME.
 */
import { type DropResult, runDrops } from './abuse/drops.ts'
import { type Abuse, REQUESTS, SLOW_REQUESTS, warmUp } from './abuse/requests.ts'
import { Target } from './abuse/target.ts'

const failures: string[] = []
let count = 0

const [what, part = ''] = process.argv.slice(2)
if (what !== 'drops') await abuseByRequests()
await runDrops(part, reportDrop)
console.log(`${count - failures.length} passed, ${failures.length} failed`)
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1

/** Slow clients need ten seconds, and hardly a processor: the others are at work on another server meanwhile. */
async function abuseByRequests(): Promise<void> {
  await Promise.all([abuseBy(SLOW_REQUESTS), abuseBy(REQUESTS)])
}

async function abuseBy(requests: Readonly<Record<string, Abuse>>): Promise<void> {
  const target = await Target.start()
  await warmUp(target)
  for (const [name, abuse] of Object.entries(requests)) await run(name, abuse, target)
  await target.stop()
}

async function run(name: string, abuse: Abuse, target: Target): Promise<void> {
  const [before, started] = [await target.memory(), performance.now()]
  const broken = (await abuse(target)) ?? (await target.broken(before))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const growth = target.isRunning() ? `${(await target.memory()) - before} MB more` : 'ended'
  report(name, `${seconds} s, ${growth}`, broken === undefined ? [] : [broken])
}

function reportDrop({ name, p99, longest, memory, broken }: DropResult): void {
  report(name, `p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms, ${memory} MB`, broken)
}

function report(name: string, figures: string, broken: readonly string[]): void {
  count++
  console.log(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${name} (${figures})`)
  if (broken.length > 0) failures.push(`${name}: ${broken.join('; ')}`)
}
