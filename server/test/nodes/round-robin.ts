import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** A proxy as used in front of a fleet: each request, and each WebSocket, goes to the next server. */
export interface RoundRobin extends AsyncDisposable {
  url: string
  /** Number of requests that each server got, in their order. */
  requests: number[]
  /** Breaks the open WebSockets. */
  breakSockets(): void
}

/** Longer than any test: a request sent into a connection that is closing would fail. */
const KEPT_OPEN_MS = 600_000

export async function roundRobin(servers: readonly string[]): Promise<RoundRobin> {
  const targets = servers.map((url) => new URL(url))
  const requests = targets.map(() => 0)
  const sockets = new Set<Socket>()
  let turn = 0
  const next = (): URL => {
    const index = turn++ % targets.length
    requests[index] = (requests[index] ?? 0) + 1
    return targets[index] ?? new URL('http://127.0.0.1:9')
  }
  const proxy = createServer({ keepAliveTimeout: KEPT_OPEN_MS }, (asked, answer) => {
    const { method = 'GET', url = '/', headers } = asked
    const { hostname, port } = next()
    const passed = request({ hostname, port, method, path: url, headers, agent: false }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    passed.once('error', () => answer.destroy())
    asked.pipe(passed)
  })
  proxy.on('upgrade', (asked: IncomingMessage, near: Socket, head: Buffer) => {
    const { hostname, port } = next()
    const far = connect(Number(port), hostname)
    far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headerLines(asked)}\r\n\r\n`)
    far.write(head)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).once('close', () => void sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  const breakSockets = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    requests,
    breakSockets,
    async [Symbol.asyncDispose]() {
      const closed = once(proxy, 'close')
      proxy.close()
      breakSockets()
      proxy.closeAllConnections()
      await closed
    },
  }
}

/** Headers as received, including `Host`, from which a server knows the page's own origin. */
function headerLines({ rawHeaders }: IncomingMessage): string {
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  return lines.join('\r\n')
}
