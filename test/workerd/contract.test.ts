import { SELF } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { fetching } from '../contract/runtime.ts'
import { contract } from '../contract.ts'

contract({
  name: 'workerd',
  ask: fetching((path, init) => SELF.fetch(`https://feeds.example${path}`, init)),
  dropsEmptyHeaders: true,
})

it('runs in workerd', () => expect(navigator.userAgent).toBe('Cloudflare-Workers'))
