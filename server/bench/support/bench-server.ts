import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface BenchServer extends AsyncDisposable {
  url: string
  /** Headers of every request: session and origin; a node without the role `web` has no session. */
  headers: Record<string, string>
  /** From the start of the process until it reported ready. */
  readyMs: number
  dataDir: string
  pid: number
  /** Sends a request to the API as the administrator. Throws on anything but success. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>
  /** The cookies of a new session of a user. */
  signIn(account: { email: string; password: string }): Promise<string>
  /** Executes a pipeline to its end; throws unless it succeeds. */
  execute(pipelineId: string): Promise<{ durationSeconds: number; recordsProcessed: number }>
  /** Resident memory of the server process in bytes: current and peak. */
  memory(): { now: number; peak: number }
}

const ACCOUNT = { email: 'bench@example.com', password: 'measured, not guessed' }

/**
 * Starts the product in a separate process, with an empty data folder that is removed afterwards, or with one that is
 * kept.
 */
export async function startBenchServer(
  options: {
    dataDir?: string
    env?: Record<string, string>
    descriptors?: number
    /** The version that is started; this one by default. */
    checkout?: string
  } = {},
): Promise<BenchServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'flx-bench-')))
  const began = performance.now()
  const limit = options.descriptors === undefined ? '' : `ulimit -n ${options.descriptors}; `
  const program = mainOf(options.checkout ?? join(import.meta.dirname, '../../..'))
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$1"`, process.execPath, program], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      FLX_DATA_DIR: dataDir,
      FLX_PORT: '0',
      FLX_LOG_LEVEL: 'warn',
      FLX_ADMIN_EMAIL: ACCOUNT.email,
      FLX_ADMIN_PASSWORD: ACCOUNT.password,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Also when the measurement fails.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const readyUrl = /ready at (http\S+)/.exec(text)?.[1]
      if (readyUrl !== undefined) resolve(readyUrl)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}: ${text}`)))
  })
  const ready = await fetch(`${url}/readyz`)
  if (!ready.ok) throw new Error(`The server is not ready: ${ready.status}`)
  const readyMs = performance.now() - began
  const headers: Record<string, string> = { origin: url, 'content-type': 'application/json' }
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response
  }
  const signIn: BenchServer['signIn'] = async (account) => {
    const response = await request('POST', '/auth/sign-in/email', account)
    const cookies = response.headers.getSetCookie()
    return cookies.map((cookie) => cookie.split(';')[0]).join('; ')
  }
  // A node without pages has no session.
  if ((options.env?.['FLX_ROLES'] ?? 'web').includes('web')) headers['cookie'] = await signIn(ACCOUNT)
  const api: BenchServer['api'] = async <T>(method: string, path: string, body?: unknown) =>
    (await (await request(method, path, body)).json()) as T

  return {
    url,
    headers,
    readyMs,
    dataDir,
    pid: child.pid ?? 0,
    api,
    signIn,
    async execute(pipelineId) {
      const { id } = await api<{ id: string }>('POST', `/pipelines/${pipelineId}/execute`, {})
      for (;;) {
        const execution = await api<{
          status: string
          durationSeconds: number
          recordsProcessed: number
          errorMessage: string | null
        }>('GET', `/executions/${id}`)
        if (execution.status === 'success') return execution
        if (execution.status !== 'pending' && execution.status !== 'running')
          throw new Error(`The execution is ${execution.status}: ${execution.errorMessage}`)
        await delay(100)
      }
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) * 1024
      return { now: bytes('VmRSS'), peak: bytes('VmHWM') }
    },
    async [Symbol.asyncDispose]() {
      const exited = new Promise((resolve) => child.once('exit', resolve))
      process.off('exit', kill)
      child.kill('SIGTERM')
      await exited
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Returns the entry point of `npm start` in a checkout. Earlier versions have no bundle. */
function mainOf(checkout: string): string {
  const bundle = join(checkout, 'server/dist/main.js')
  return existsSync(bundle) ? bundle : join(checkout, 'server/src/main.ts')
}
