/**
 * Links node_modules/.bin/node to the Node.js of this platform. npm 11 does so itself; npm 10 removes the link again
 * when it removes the packages of the other platforms. Windows has no link but a script of npm's, which stays.
 */
import { existsSync, rmSync, symlinkSync } from 'node:fs'

const link = 'node_modules/.bin/node'
const target = `node-${process.platform}-${process.arch}/bin/node`

if (!existsSync(link) && existsSync(`node_modules/${target}`)) {
  rmSync(link, { force: true })
  symlinkSync(`../${target}`, link)
}
