/** No name and no address of this machine or its networks is fetched for an export. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../base/public-address.ts'
import { placeOf } from './media-folder.ts'
import { request } from './media-request.ts'

describe('isPublicAddress', () => {
  it.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.1',
    ],
    ...[
      '192.168.1.1',
      '192.0.0.170',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
    ],
    ...['64:ff9b::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2002:7f00:1::'],
    ...['2001:db8::1', '2001::1', 'example.com', ''],
  ])('is false of %j', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '::ffff:8.8.8.8',
    '::ffff:8.8.8.8',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('is true of %j', (address) => expect(isPublicAddress(address)).toBe(true))
})

describe('request', () => {
  let hits = 0
  const server = createServer((_, response) => {
    hits++
    response.end('secret')
  })
  const redirecting = createServer((request, response) => {
    if (request.url === '/switches')
      return response.writeHead(101, { connection: 'upgrade', upgrade: 'tea' }).end()
    response.writeHead(302, { location: `http://localhost:${(server.address() as AddressInfo).port}/` }).end()
  })
  const port = () => (server.address() as AddressInfo).port
  const ownHost = () => `127.0.0.1:${(redirecting.address() as AddressInfo).port}`
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.close()
    redirecting.close()
  })

  it.each([
    () => `http://127.0.0.1:${port()}/`,
    () => `http://localhost:${port()}/`,
    () => `http://2130706433:${port()}/`,
    () => `http://0x7f.1:${port()}/`,
    () => `http://[::ffff:127.0.0.1]:${port()}/`,
    () => `http://${ownHost()}/redirects-to-another-port`,
  ])('asks nothing of a private address (%#)', async (address) => {
    await expect(request(address(), ownHost())).rejects.toThrow('is not on the public internet')
    expect(hits).toBe(0)
  })

  it('ends where the server switches protocols', async () => {
    await expect(request(`http://${ownHost()}/switches`, ownHost())).rejects.toThrow('status 101')
  })

  it.each(['file:///etc/passwd', 'ftp://8.8.8.8/x'])('reads no %s', async (address) => {
    await expect(request(address, undefined)).rejects.toThrow('no web address')
  })
})

describe('placeOf', () => {
  it.each([
    ['https://old.example/uploads/2020/pot.jpg', 'files/old.example/uploads/2020/pot', 'jpg'],
    ['https://old.example/a/IMG_1.JPG', /^files\/old\.example\/a\/img_1-[\da-f]{8}$/, 'jpg'],
    ['https://old.example/pot.jpg?w=300', /^files\/old\.example\/pot-[\da-f]{8}$/, 'jpg'],
    ['https://old.example/photo', 'files/old.example/photo', ''],
    ['https://old.example/page.php', 'files/old.example/page.php', ''],
    [
      'https://old.example/%2e%2e/%2e%2e%2fetc/.hidden/_x.png',
      /^files\/old\.example\/[^./_][^/]*\/hidden\/x-[\da-f]{8}$/,
      'png',
    ],
    ['https://old.example/', 'files/old.example/file', ''],
    [`https://old.example/${'x'.repeat(3000)}.png`, /^files\/old\.example\/x{80}-[\da-f]{8}$/, 'png'],
  ])('%s', (address, path, ending) => {
    const place = placeOf(address)
    expect(place.ending).toBe(ending)
    if (typeof path === 'string') expect(place.path).toBe(path)
    else expect(place.path).toMatch(path)
  })
})
