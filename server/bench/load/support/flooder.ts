import { io } from 'socket.io-client'

/**
 * A separate program, so that its work is not measured: sends many small messages at once, and reconnects at once when
 * it is closed.
 */
const [url = '', cookie = '', count = '20000'] = process.argv.slice(2)
const socket = io(url, {
  transports: ['websocket'],
  reconnectionDelay: 10,
  reconnectionDelayMax: 10,
  extraHeaders: { origin: url, cookie },
})
socket.on('connect', () => {
  process.stdout.write('connected\n')
  for (let index = 0; index < Number(count); index += 1)
    socket.emit('subscribe', 'pipelines', () => undefined)
})
socket.on('disconnect', () => {
  process.stdout.write('closed\n')
  setTimeout(() => socket.connect(), 10)
})
socket.on('connect_error', () => void setTimeout(() => socket.connect(), 10))
