import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { CONTRACT_NOW } from './test/support/contract-site.ts'
import { scratchFolder } from './test/support/scratch.ts'

const workerd = ['test/workerd/**/*.test.ts']
const durable = ['test/durable/**/*.test.ts']
const live = ['test/live/**/*.test.ts']
const slow = ['test/e2e/**/*.test.ts']

/** What the configuration imports; outside of tests config/load.ts finds it. */
const alias = [{ find: /^dropfeed$/, replacement: resolve('src/index.ts') }]

/** Vitest's default is a core less than there are. Many tests wait for other processes, so one more keeps all busy. */
const maxWorkers = availableParallelism() + 1

const TMPDIR = scratchFolder()

/** Caches of the tests stay apart from those of people's own sites. */
const env = { TMPDIR, XDG_CACHE_HOME: join(TMPDIR, 'cache') }

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-contract.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          alias,
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...workerd, ...durable, ...live, ...slow],
          testTimeout: 30_000,
          env,
          isolate: false,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'e2e',
          alias,
          include: slow,
          testTimeout: 60_000,
          env,
          isolate: false,
          hookTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './test/wrangler.toml' },
            remoteBindings: false,
            miniflare: { bindings: { NOW: new Date(CONTRACT_NOW).toISOString() } },
          }),
        ],
        test: { name: 'workerd', include: workerd, testTimeout: 30_000, maxWorkers },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './test/live/wrangler.toml' },
            remoteBindings: false,
            miniflare: { bindings: { NOW: new Date(CONTRACT_NOW).toISOString() } },
          }),
        ],
        test: { name: 'live', include: live, testTimeout: 30_000, hookTimeout: 30_000, maxWorkers },
      },
      {
        plugins: [
          cloudflareTest({ wrangler: { configPath: './test/durable/wrangler.toml' }, remoteBindings: false }),
        ],
        test: {
          name: 'durable',
          include: durable,
          testTimeout: 30_000,
          maxWorkers,
        },
      },
    ],
  },
})
