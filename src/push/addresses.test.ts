import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../base/public-address.ts'
import { callbackFault } from './addresses.ts'

describe('a callback', () => {
  it.each([
    'https://subscriber.example/callback?id=1',
    'http://subscriber.example:8080/',
    'http://93.184.215.14/',
    'http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  ])('at a public address is fine: %s', (url) => {
    expect(callbackFault(url, [])).toBeUndefined()
  })

  it.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.100.100.200/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://router/',
    'http://nas.home.arpa/',
    'http://①②⑦.0.0.1/',
  ])('that others cannot reach is refused: %s', (url) => {
    expect(callbackFault(url, [])).toBe('is not on the public internet')
  })

  it.each([
    ['ftp://subscriber.example/', 'is not an http(s) address'],
    ['javascript:alert(1)', 'is not an http(s) address'],
    ['subscriber.example', 'is not an http(s) address'],
    ['http://user:word@subscriber.example/', 'holds a user name or password'],
    ['http://subscriber.example/#part', 'has a fragment'],
    [`http://subscriber.example/${'x'.repeat(2048)}`, 'is longer than 2048 characters'],
  ])('that is malformed is refused: %s', (url, fault) => {
    expect(callbackFault(url, [])).toBe(fault)
  })

  it('may be on this machine where the publisher allows its host', () => {
    expect(callbackFault('http://127.0.0.1:8080/', ['127.0.0.1'])).toBeUndefined()
    expect(callbackFault('http://127.0.0.2:8080/', ['127.0.0.1'])).toBeDefined()
  })
})

it('an address that no name may lead to is no public one', () => {
  expect(isPublicAddress('127.0.0.1')).toBe(false)
  expect(isPublicAddress('not an address')).toBe(false)
  expect(isPublicAddress('93.184.215.14')).toBe(true)
})
