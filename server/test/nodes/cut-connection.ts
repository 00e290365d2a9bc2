import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A route to PostgreSQL that fails like a network. */
export interface CutConnection extends AsyncDisposable {
  /** The database through this route. */
  url: string
  /** Connections end at once, and new ones are refused. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** Connections stay open but carry nothing, as if a firewall swallowed everything. */
  freeze(): void
  /** Data sent in the meantime arrives. */
  thaw(): void
}

export async function cutConnection(url: string): Promise<CutConnection> {
  const there = new URL(url)
  const open = new Set<Socket>()
  /** Each socket with the other end of its connection. */
  const ways = new Map<Socket, Socket>()
  let isFrozen = false
  const server = createServer((near) => {
    const far = connect(Number(there.port), there.hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket
        .on('error', () => undefined)
        .once('close', () => {
          open.delete(socket)
          ways.delete(socket)
        })
    }
    ways.set(near, far).set(far, near)
    if (!isFrozen) {
      near.pipe(far)
      far.pipe(near)
    }
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const here = new URL(url)
  here.host = `127.0.0.1:${port}`
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  return {
    url: here.href,
    cut,
    async mend() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    freeze() {
      isFrozen = true
      for (const [from, to] of ways) from.unpipe(to).pause()
    },
    thaw() {
      isFrozen = false
      for (const [from, to] of ways) from.pipe(to)
    },
    [Symbol.asyncDispose]: cut,
  }
}
