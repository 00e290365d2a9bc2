import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { messageOf } from './domain/core/errors.ts'

/** The server cannot start as configured. The message is one sentence for the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Time limit for running requests at a shutdown. */
const DRAIN_MS = 2000

/**
 * Starts listening and returns the address for a browser. Disposing waits for running requests. Throws
 * StartError.
 */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<{ url: string } & AsyncDisposable> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(refusal(host, port, error), { cause: error })
  }
  const address = server.address() as AddressInfo
  return {
    url: `http://${urlHost(host)}:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve()
      if (server.listening) server.close()
      server.closeIdleConnections()
      const drain = setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
      await closed
      clearTimeout(drain)
    },
  }
}

function refusal(host: string, port: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  switch (code) {
    case 'EADDRINUSE':
      return `FLX_PORT ${port} is already in use on ${host}: stop the other program, or set FLX_PORT to another port (0 = any free one).`
    case 'EACCES':
      return `FLX_PORT ${port} is not allowed for this user: set FLX_PORT to 1024 or above.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `FLX_HOST ${host} is not an address of this machine: set FLX_HOST to 127.0.0.1 or to one of its addresses.`
    default:
      return `The server cannot listen on ${host}:${port}: ${messageOf(error)}.`
  }
}

/** Formats a host for a URL: an IPv6 address in brackets, a wildcard address as this machine. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
