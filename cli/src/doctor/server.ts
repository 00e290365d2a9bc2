import { formatCount } from '@flx/shared/core/quantities'
import { answer, ApiFailure, connect, type Api } from '../api/client.ts'
import { chosenServer } from '../api/credentials.ts'
import { Failure } from '../core/exit.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { fine, problem, warning, type Check } from './check.ts'

const TIMEOUT_MS = 10_000
const MAX_CLOCK_SECONDS = 10
/** A pending execution that nothing blocks starts within seconds. */
const STUCK_MS = 60_000
const MAX_LISTED = 200

/** Checks the server by its own information. */
export async function checkServer(env: NodeJS.ProcessEnv, option: string | undefined): Promise<Check[]> {
  try {
    const { url, token } = await chosenServer(env, option)
    const reached = await checkReachable(url)
    if (reached.some(({ level }) => level === 'problem')) return reached
    if (token === null)
      return [
        ...reached,
        warning('token', `No API token is known for ${url}.`, 'Sign in with flx login to check the rest.'),
      ]
    return [...reached, ...(await checkInside(connect(url, token, TIMEOUT_MS).api))]
  } catch (error) {
    if (error instanceof Failure) return [problem('server', error.message, error.details.join(' '))]
    throw error
  }
}

async function checkReachable(url: string): Promise<Check[]> {
  const requestedAt = Date.now()
  const alive = await fetch(`${url}/healthz`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  }).catch(() => undefined)
  if (alive === undefined)
    return [
      problem(
        'server',
        `No server responds at ${url}.`,
        'Start it with flx serve, or set another address with --server.',
      ),
    ]
  const health = (await alive.json().catch(() => null)) as { version?: unknown } | null
  if (!alive.ok || typeof health?.version !== 'string')
    return [
      problem('server', `The server at ${url} is not FLX Pipelines.`, 'Set the right address with --server.'),
    ]
  const checks = [
    health.version === packageJson.version
      ? fine('server', `FLX Pipelines ${health.version} is running at ${url}.`)
      : warning(
          'server',
          `The server has version ${health.version}, flx ${packageJson.version}.`,
          'Use the same version of both.',
        ),
  ]
  const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!ready.ok) {
    const { detail } = (await ready.json().catch(() => ({}))) as { detail?: string }
    checks.push(
      problem('ready', `The server is not ready: ${detail ?? `status ${ready.status}`}`, 'Check its log.'),
    )
  }
  const sent = Date.parse(alive.headers.get('date') ?? '')
  const seconds = Math.abs(sent - (requestedAt + Date.now()) / 2) / 1000
  if (seconds > MAX_CLOCK_SECONDS)
    checks.push(
      warning(
        'clock',
        `The clocks of the server and of this machine differ by ${Math.round(seconds)} s.`,
        'Synchronise both with NTP.',
      ),
    )
  return checks
}

async function checkInside(api: Api): Promise<Check[]> {
  const me = await answer(api.me.$get()).catch((error: unknown) => {
    if (error instanceof ApiFailure) return error
    throw error
  })
  if (me instanceof ApiFailure) return [problem('token', me.message, me.details.join(' '))]
  return [
    fine('token', `The API token is valid; it belongs to ${me.name}.`),
    ...(await checkDisk(api)),
    ...(await checkPlugins(api)),
    ...(await checkQueue(api)),
  ]
}

async function checkDisk(api: Api): Promise<Check[]> {
  const { isLow, freeBytes } = await answer(api.storage.warning.$get())
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`
  return [
    isLow
      ? problem(
          'disk',
          `Only ${free} is free on the server's disk.`,
          'Free some space, or shorten the retention.',
        )
      : fine('disk', `${free} is free on the server's disk.`),
  ]
}

async function checkPlugins(api: Api): Promise<Check[]> {
  const { items } = await answer(api.plugins.$get({ query: { limit: MAX_LISTED } }))
  const checks = items.flatMap(({ name, installStatus, installError, installed, usedByCount }) => {
    if (installStatus === 'failed')
      return [
        problem(
          'plugin',
          `The installation of "${name}" failed: ${installError ?? 'no reason was given'}`,
          `Try again with flx install ${name}.`,
        ),
      ]
    if (!installed && usedByCount > 0 && installStatus === 'none')
      return [
        problem(
          'plugin',
          `"${name}" is not installed, but used by ${formatCount(usedByCount, 'pipeline')}.`,
          `Install it with flx install ${name}.`,
        ),
      ]
    return []
  })
  return checks.length > 0 ? checks : [fine('plugins', 'All plugins that pipelines use are installed.')]
}

async function checkQueue(api: Api): Promise<Check[]> {
  const { items: holds } = await answer(api.holds.$get())
  const holdChecks = holds.map(({ plugin, reason }) =>
    warning(
      'hold',
      `${plugin === null ? 'Everything' : `"${plugin}"`} is held: ${reason}`,
      'End the hold in the browser when it is no longer needed.',
    ),
  )
  const { items } = await answer(
    api.executions.$get({ query: { status: ['pending'], sort: 'queuedAt', limit: MAX_LISTED } }),
  )
  const stuck = items.filter(
    ({ waitingFor, queuedAt }) => waitingFor === null && Date.now() - Date.parse(queuedAt) > STUCK_MS,
  )
  if (stuck.length > 0)
    return [
      ...holdChecks,
      problem(
        'worker',
        `No worker has taken ${formatCount(stuck.length, 'execution')} that could start.`,
        'Start a server whose FLX_ROLES include worker.',
      ),
    ]
  return [...holdChecks, fine('queue', 'No execution waits without a reason.')]
}
