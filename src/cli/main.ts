/** The commands and their options. */
import { Command, Option } from 'commander'
import { allowEmpty, dryRun, edgePort, json, now, out, to, toHost, toPort, toSite } from './options.ts'
import { readPackage } from './package.ts'
import { run } from './run.ts'
import { ignoreBrokenPipes, paint } from './terminal.ts'

ignoreBrokenPipes()

const program = new Command('dropfeed')
  .description('Drop a Markdown post into a folder; every feed reader has it.')
  .version(readPackage().version, '-v, --version', 'print the version')
  .helpOption('-h, --help', 'print this, or the options of a command')
  .helpCommand('help [command]', 'print the options of a command')
  .configureHelp({ styleTitle: (title) => paint('bold', title), sortOptions: false })
  .showSuggestionAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

named('init', 'Begin a site in a folder: configuration, first post, and a workflow that publishes it.')
  .argument('[folder]', 'the folder; files that exist are kept', '.')
  .option('--title <text>', 'the title of the site')
  .option('--url <address>', 'the address of the site')
  .option('--language <tag>', 'the language of the posts, such as en or pt-BR')
  .addOption(
    new Option('--deploy <place>', 'where the workflow publishes the site')
      .choices(['pages', 'workers', 'live'])
      .default('pages'),
  )
  .option('--no-install', 'do not run "npm install"')
  .action(run(async () => (await import('./init.ts')).init))

command('new', 'Write a new post with a date and a permanent id, and print its path.', [json])
  .argument('[title...]', 'a post without one is a note')
  .option('--date <date>', 'when it is published, in the time zone of the site (default: now)')
  .option('--draft', 'hold it back until "draft: true" is removed')
  .action(run(async () => (await import('./new.ts')).newPost))

command('serve', 'Serve the posts folder, and publish every change.', [allowEmpty, json, now])
  .option('--port <number>', 'port to listen on (default: 3000, or the next free one)', toPort)
  .option('--host <address>', 'address to listen at, such as 127.0.0.1 (default: all interfaces)', toHost)
  .addOption(
    new Option('--log <format>', 'how to log each request')
      .choices(['plain', 'json', 'off'])
      .default('plain'),
  )
  .option(
    '--banner',
    'report broken posts on the pages to everybody (default: at a terminal, to this machine)',
  )
  .option('--no-banner', 'report them only at the terminal')
  .option('--open', 'open the site in the browser')
  .option('--drafts', 'show posts that are held back, marked as drafts, on this machine alone')
  .option('--future', 'show scheduled posts, marked with their dates, on this machine alone')
  .action(run(async () => (await import('./serve.ts')).serve))

command('build', 'Write the feeds as static files and as a snapshot for the edge.', [
  out,
  allowEmpty,
  json,
  now,
])
  .option('--strict', 'replace nothing and exit with 1 if there is any problem')
  .action(run(async () => (await import('./build.ts')).build))

command('check', 'Report every problem of the posts; exit with 1 if there is any.', [json, now]).action(
  run(async () => (await import('./check.ts')).check),
)

command(
  'diff',
  'Report what subscribers would notice; exit with 1 if read posts would be unread, or the main feed would move.',
  [json, now],
)
  .option('--against <place>', 'a folder with a build, a web address, or the feed of another system', 'dist')
  .action(run(async () => (await import('./diff.ts')).diff))

command('dev:edge', 'Build, and serve the build in workerd through wrangler.', [out, edgePort, now]).action(
  run(async () => (await import('./edge.ts')).devEdge),
)

command('deploy', 'Build, and deploy to Cloudflare Workers; stop at an error in the posts.', [
  out,
  dryRun,
  allowEmpty,
])
  .option('--live', 'deploy a Worker with a bucket as its folder: posts then need no deployment')
  .action(run(async () => (await import('./edge.ts')).deploy))

command('dev:live', 'Run the live site in workerd through wrangler, with the posts folder in its bucket.', [
  edgePort,
  now,
])
  .option('--state <folder>', 'where the bucket and the database are kept (default: nowhere)')
  .action(run(async () => (await import('./live.ts')).devLive))

command('push', 'Send the posts folder to a live site. DROPFEED_TOKEN is the token of the site.', [to, json])
  .option('--watch', 'keep sending changed files')
  .option('--delete', 'delete files that exist only there, without asking')
  .action(run(async () => (await import('./push.ts')).push))

command('reconcile', 'Make a live site read its whole bucket. DROPFEED_TOKEN is the token of the site.', [
  allowEmpty,
  to,
]).action(run(async () => (await import('./remote-site.ts')).reconcile))

command('adopt', 'Give posts the ids of an old feed, so that its readers do not see them again.', [
  dryRun,
  json,
  now,
])
  .argument('<feed>', 'RSS, Atom or JSON feed: a file, or the address of it or of a page that names it')
  .action(run(async () => (await import('./adopt.ts')).adopt))

command('import', 'Make posts of the export of another system, or of its feed.', [dryRun, json])
  .argument(
    '<file>',
    'WordPress (WXR) or Ghost (JSON) export, or a feed: a file, or the address of a feed or page',
  )
  .option('--site <address>', 'the address of the old site, where the export does not name it', toSite)
  .option(
    '--media',
    'fetch pictures, sounds and films into the posts folder (default: they keep their addresses)',
  )
  .action(run(async () => (await import('./import.ts')).importFile))

command('ping', 'Ping the hubs in the configuration about the feeds of the build that have changed.', [
  out,
]).action(run(async () => (await import('./ping.ts')).ping))

named('stats', 'Count who reads the feeds, by access logs of any server.')
  .argument('<log...>', 'files in the common or combined format, or in the format of serve; .gz is read, too')
  .addOption(json)
  .action(run(async () => (await import('./stats.ts')).stats))

command('subscribers', "List the subscribers of the site's own hub (hub: 'self').", [json])
  .option('--from <address>', 'of a live site; DROPFEED_TOKEN is its token')
  .action(run(async () => (await import('./remote-site.ts')).subscribers))

/**
 * Runs a command, and sets the exit code of the process.
 * @param args all that follows `dropfeed` on the command line
 */
export async function main(args: readonly string[]): Promise<void> {
  await program.parseAsync(args, { from: 'user' })
}

/** Adds a command that reads a posts folder, with options that it shares with others. */
function command(name: string, description: string, shared: readonly Option[]): Command {
  const added = named(name, description)
    .option('--posts <folder>', 'the folder with the posts', 'posts')
    .option('--config <file>', 'the configuration (default: feed.config.ts, .js or .mjs)')
  for (const option of shared) added.addOption(option)
  return added
}

function named(name: string, description: string): Command {
  return program.command(name).description(description)
}
