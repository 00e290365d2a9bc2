import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { quantile } from '../support/timings.ts'

const MESSAGES = 20_000
/** Sign-ins are limited to ten a minute, one of them the administrator's. */
const VIEWERS = 7
const PASS_MS = 3000
const LIMIT_MS = 250

/** A viewer sends 20,000 messages at once: how long `/healthz` takes meanwhile, beside the same without the flood. */
async function main(): Promise<void> {
  const { only } = benchOptions()
  if (only !== '' && only !== 'flood') return
  await using server = await startBenchServer()
  const cookies: string[] = []
  for (let index = 0; index < VIEWERS; index += 1) cookies.push(await signInViewer(server, index))
  const alone: number[] = []
  const flooded: number[] = []
  let closed = 0
  await healthTimes(server)
  for (const cookie of cookies) {
    alone.push(...(await healthTimes(server)))
    const program = spawn(
      process.execPath,
      [join(import.meta.dirname, 'support/flooder.ts'), server.url, cookie, String(MESSAGES)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    program.stdout.on('data', (chunk: Buffer) => (closed += chunk.toString().split('closed').length - 1))
    await once(program.stdout, 'data')
    const before = closed
    flooded.push(...(await healthTimes(server, () => closed > before)))
    program.kill('SIGKILL')
  }
  console.log(
    `${VIEWERS} times a viewer sends ${MESSAGES.toLocaleString('en')} messages at once and comes back (limit: /healthz below ${LIMIT_MS} ms)`,
  )
  for (const [name, times] of Object.entries({ alone, flooded })) {
    console.log(
      `  /healthz ${name.padEnd(8)} ${times.length} answers, median ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`,
    )
  }
  console.log(`  connections that the server closed: ${closed}`)
}

async function signInViewer(server: BenchServer, index: number): Promise<string> {
  const account = { email: `viewer-${index}@example.com`, password: 'measured, not guessed' }
  await server.api('POST', '/users', { ...account, name: `Viewer ${index}`, role: 'viewer' })
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify(account),
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Wall times of consecutive answers, for a while and until something has happened. */
async function healthTimes(server: BenchServer, isDone = () => true): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + PASS_MS
  while (performance.now() < until || !isDone()) {
    const began = performance.now()
    await (await fetch(`${server.url}/healthz`)).text()
    times.push(performance.now() - began)
    await delay(5)
  }
  return times
}

await main()
