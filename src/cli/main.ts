#!/usr/bin/env node
/** The command line. Errors become exit codes here: 0 fine, 1 problems, 2 wrong usage. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { ConfigError } from '../config.ts'
import { parseInstant } from '../dates.ts'
import type { Instant } from '../model.ts'
import { formatProblem } from '../problem.ts'
import { type AdoptOptions, adopt } from './adopt.ts'
import { build } from './build.ts'
import { check } from './check.ts'
import { deploy, devEdge } from './edge.ts'
import { serve } from './serve.ts'

const program = new Command('dropfeed')
  .description('Drop a Markdown post into a folder; every feed reader has it.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

command('serve', 'Serve the posts folder, and keep up with it.')
  .option('--port <number>', 'port to listen on (default: 3000, or the next free one)', toPort)
  .addOption(
    new Option('--log <format>', 'how to log each request')
      .choices(['plain', 'json', 'off'])
      .default('plain'),
  )
  .option('--banner', 'tell on the pages which posts are broken (default: while the address is local)')
  .option('--no-banner', 'tell it only here')
  .action(run(serve))

command('build', 'Write the feeds as static files and as a snapshot for the edge.')
  .option('--out <folder>', 'where to write', 'dist')
  .option('--strict', 'replace nothing and exit with 1 if there is any problem')
  .action(run(build))

command('check', 'Report every problem of the posts; exit with 1 if there is any.')
  .option('--json', 'print the problems as JSON')
  .action(run(check))

command('dev:edge', 'Build, and serve the build in workerd through wrangler.')
  .option('--out <folder>', 'where to build', 'dist')
  .option('--port <number>', 'port to listen on', toPort, 8787)
  .action(run(devEdge))

command('deploy', 'Check, build, and deploy to Cloudflare Workers.')
  .option('--out <folder>', 'where to build', 'dist')
  .action(run(deploy))

command('adopt', 'Give posts the ids of an old feed, so that a move shows no post to its readers again.')
  .argument('<feed>', 'RSS, Atom or JSON feed: a file or a web address')
  .option('--dry-run', 'only say what would be adopted')
  .option('--force', 'replace ids that were adopted earlier')
  .action((feed: string, options: AdoptOptions) => run((given: AdoptOptions) => adopt(feed, given))(options))

await program.parseAsync()

/** A command with the options that all of them have. */
function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--posts <folder>', 'the folder with the posts', 'posts')
    .option('--config <file>', 'the configuration (default: feed.config.ts)')
    .option(
      '--now <instant>',
      'look at the feeds as they are at this instant, such as 2030-01-31T18:00Z',
      toInstant,
    )
}

/** Runs a command; what it throws is told in plain words. */
function run<Options>(action: (options: Options) => Promise<number>): (options: Options) => Promise<void> {
  return async (options) => {
    try {
      process.exitCode = await action(options)
    } catch (error) {
      console.error(explain(error))
      process.exitCode = error instanceof ConfigError ? 2 : 1
    }
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.map(formatProblem).join('\n')
  if (!(error instanceof Error)) return String(error)
  return process.env.DROPFEED_DEBUG ? (error.stack ?? error.message) : error.message
}

function toPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}

function toInstant(text: string): Instant {
  const instant = parseInstant(text, 'UTC')
  if (instant !== undefined) return instant
  throw new InvalidArgumentError('Write an instant as 2030-01-31 or 2030-01-31T18:00Z.')
}
