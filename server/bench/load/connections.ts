import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { quantile } from '../support/timings.ts'

const IDLE = 1000
const SLOW = 200
const PASSES = 7
const SLOW_BODY =
  'POST /api/auth/sign-in/email HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{'

/** An execution under `ulimit -n 1024` while others hold connections, beside the same without them. */
async function main(): Promise<void> {
  const { only } = benchOptions()
  if (only !== '' && only !== 'connections') return
  await using server = await startBenchServer({ descriptors: 1024 })
  const sh = (script: string) => ['sh', '-c', script]
  await server.api('POST', '/plugins', {
    name: 'tap-one',
    type: 'extractor',
    command: sh(`echo '{"type":"STATE","value":{"n":1}}'`),
  })
  await server.api('POST', '/plugins', { name: 'target-none', type: 'loader', command: sh('cat') })
  const { id } = await server.api<{ id: string }>('POST', '/pipelines', {
    name: 'One',
    extractor: 'tap-one',
    loader: 'target-none',
  })
  const alone: number[] = []
  const beside: number[] = []
  await server.execute(id)
  for (let pass = 0; pass < PASSES; pass += 1) {
    alone.push(await timeExecution(server, id))
    const sockets = await openConnections(server)
    beside.push(await timeExecution(server, id))
    for (const socket of sockets) socket.destroy()
  }
  console.log(`An execution with ulimit -n 1024, ${IDLE} idle connections and ${SLOW} slow bodies`)
  for (const [name, times] of Object.entries({ alone, beside })) {
    console.log(
      `  ${name.padEnd(8)} median ${quantile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`,
    )
  }
}

async function timeExecution(server: BenchServer, id: string): Promise<number> {
  const began = performance.now()
  await server.execute(id)
  return performance.now() - began
}

async function openConnections({ url }: BenchServer): Promise<Socket[]> {
  const port = Number(new URL(url).port)
  const sockets: Socket[] = []
  for (let index = 0; index < IDLE + SLOW; index += 1) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    sockets.push(socket)
    await once(socket, 'connect')
    if (index >= IDLE) socket.write(SLOW_BODY)
  }
  return sockets
}

await main()
