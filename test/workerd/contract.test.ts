import { SELF } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { contract } from '../contract.ts'

contract(
  'workerd',
  (path, init) => SELF.fetch(`https://feeds.example${path}`, { redirect: 'manual', ...init }),
  {
    dropsEmptyHeaders: true,
  },
)

it('runs in workerd', () => expect(navigator.userAgent).toBe('Cloudflare-Workers'))
