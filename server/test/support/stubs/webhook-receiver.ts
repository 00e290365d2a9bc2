import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A webhook receiver: returns the received requests, one after the other. */
export class WebhookReceiver implements AsyncDisposable {
  readonly #waiting: ((received: Received) => void)[] = []
  readonly #received: Received[] = []
  status = 200
  readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { headers: request.headers, body }
      const waiter = this.#waiting.shift()
      if (waiter === undefined) this.#received.push(received)
      else waiter(received)
      response.writeHead(this.status).end(this.status === 200 ? 'ok' : 'not today')
    })
  })
  /** Starts on a free port. */
  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver()
    await new Promise<void>((resolve) => void receiver.server.listen(0, '127.0.0.1', resolve))
    return receiver
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`
  }
  next(): Promise<Received> {
    const first = this.#received.shift()
    return first === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(first)
  }
  get pending(): number {
    return this.#received.length
  }
  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => void this.server.close(() => resolve()))
  }
}
