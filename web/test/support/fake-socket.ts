import type { LiveHint } from '@flx/shared/live/live'
import type { LiveEvent, SubscribeAck } from '@flx/shared/live/live'

import type { LiveSocket } from '#web/api/live/live-connection.ts'

type Listener = (...values: never[]) => void

/** Makes a socket whose server is the test. */
export function fakeSocket() {
  const listeners = new Map<string, Listener>()
  const send = (name: string, ...values: unknown[]) => listeners.get(name)?.(...(values as never[]))
  const socket = {
    connected: false,
    active: true,
    seq: 0,
    subscribed: [] as string[],
    unsubscribed: [] as string[],
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    emit: (name: string, topic: string, acknowledge: (answer: SubscribeAck) => void) => {
      if (name === 'subscribe') socket.subscribed.push(topic)
      else socket.unsubscribed.push(topic)
      acknowledge({ seq: socket.seq })
    },
    connect: (): void => undefined,
    disconnect: () => undefined,
    comeUp() {
      socket.connected = true
      send('connect')
    },
    goDown() {
      socket.connected = false
      send('disconnect', 'transport close')
    },
    event: (event: LiveEvent) => {
      socket.seq = event.seq
      send('event', event)
    },
    hints: (hints: LiveHint[]) => send('hints', hints),
  }
  return { socket, asSocket: socket as unknown as LiveSocket }
}
