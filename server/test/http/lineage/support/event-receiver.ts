import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Received {
  eventType: string
  run: { runId: string; facets: Record<string, unknown> }
  job: { namespace: string; name: string; facets: Record<string, unknown> }
  outputs: { name: string; facets: Record<string, unknown>; outputFacets: Record<string, unknown> }[]
}

interface Receiver extends Disposable {
  url: string
  /** The events it accepted. */
  received: { path: string | undefined; key: string | undefined; event: Received }[]
  /** Returns the status that it answers to an event. */
  answer: (event: Received) => number
  /** Waits for a condition that an event fulfils. */
  until(isSo: () => boolean): Promise<void>
}

/** Starts a receiver of OpenLineage events, which accepts all of them. */
export async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const event = JSON.parse(text) as Received
      const status = receiver.answer(event)
      const key = request.headers.authorization
      if (status < 300) receiver.received.push({ path: request.url, key, event })
      response.writeHead(status).end(`no: ${key ?? ''}`)
      for (const check of waiting) check()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: () => 201,
    async until(isSo) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const check = () => void (isSo() && resolve())
      waiting.add(check)
      check()
      await promise
      waiting.delete(check)
    },
    [Symbol.dispose]: () => void server.close(),
  }
  return receiver
}
