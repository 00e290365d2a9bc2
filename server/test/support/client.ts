import { io, type Socket } from 'socket.io-client'

import type { ClientToServer, ServerToClient, SubscribeAck } from '@flx/shared/live/live'

import type { ApiDocument } from './api-document.ts'

/** An answer of the API: parsed when it is JSON, otherwise as text. */
export interface Answer {
  status: number
  // Tests look into bodies freely; what they expect is the check.
  // eslint-disable-next-line typescript/no-explicit-any
  body: any
  headers: Headers
  text: string
}

export type LiveSocket = Socket<ServerToClient, ClientToServer>

/**
 * A browser's view of the server: keeps cookies and sends the Origin of the page. With the API document, an
 * undocumented answer fails the test.
 */
export class Client {
  readonly url: string
  readonly #document: ApiDocument | undefined
  cookie = ''

  constructor(url: string, document?: ApiDocument) {
    this.url = url
    this.#document = document
  }

  get = (path: string) => this.send('GET', path)
  post = (path: string, body?: unknown) => this.send('POST', path, body)
  put = (path: string, body: unknown) => this.send('PUT', path, body)
  patch = (path: string, body: unknown) => this.send('PATCH', path, body)
  delete = (path: string) => this.send('DELETE', path)

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { origin: this.url }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const problem = this.#document?.problemOf({ method, path, status: response.status, type, text }) ?? null
    if (problem !== null) throw new Error(problem)
    const isJson = /json/.test(type)
    return {
      status: response.status,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
      headers: response.headers,
      text,
    }
  }

  /** Signs in and keeps the session; fails when the server refuses. */
  async signIn(email: string, password: string): Promise<this> {
    const answer = await this.post('/api/auth/sign-in/email', { email, password })
    if (answer.status !== 200) throw new Error(`Signing in as ${email} failed: ${answer.text}`)
    return this
  }

  /** A live connection with this session's cookie. Connected when it resolves; rejects with the refusal. */
  async connect(headers: Record<string, string> = {}): Promise<LiveSocket & AsyncDisposable> {
    const socket: LiveSocket = io(this.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { origin: this.url, ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...headers },
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', (error) => {
        socket.close()
        reject(error)
      })
    })
    return Object.assign(socket, {
      [Symbol.asyncDispose]: async () => void socket.close(),
    })
  }

  #keep(setCookie: string): void {
    const [pair = ''] = setCookie.split(';')
    const [name = '', value] = pair.split('=', 2)
    if (name !== 'flx.session_token') return
    this.cookie = value === '' ? '' : pair
  }
}

/** Subscribes and returns the server's acknowledgement. */
export const subscribe = (socket: LiveSocket, topic: string): Promise<SubscribeAck> =>
  socket.emitWithAck('subscribe', topic)
