/** Debian's nginx with one server, as it comes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Nginx {
  readonly origin: string
  readonly child: ChildProcess
}

/** `server`: directives. Its files are in `folder`. */
export async function startNginx(folder: string, server: string): Promise<Nginx> {
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${name};`,
  )
  const http = `access_log off; log_not_found off; ${paths.join(' ')} server { listen ${port}; ${server} }`
  const config = join(folder, `nginx-${port}.conf`)
  await writeFile(config, `user root; daemon off; pid nginx-${port}.pid; events {} http { ${http} }`)
  const child = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', config], { stdio: 'inherit' })
  const origin = `http://localhost:${port}`
  while (!(await fetch(origin).catch(() => undefined))?.ok) await sleep(50)
  return { origin, child }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  const address = server.address()
  await new Promise((end) => server.close(end))
  return typeof address === 'object' && address !== null ? address.port : 0
}
