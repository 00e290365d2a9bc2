import { messageOf } from '../domain/core/errors.ts'
import type { ExecutionRecord } from '../domain/core/records.ts'
import type { EngineContext } from './engine-context.ts'

type Context = Pick<
  EngineContext,
  'executions' | 'plugins' | 'logs' | 'starter' | 'folders' | 'installer' | 'clock' | 'log'
>

/**
 * Cleans up after a crash, before a worker takes anything: kills surviving processes, removes private folders, and ends
 * executions that no worker performs any longer (only those of the given worker, if others share the database). Pending
 * executions stay pending. Call it only in the process that holds the data folder.
 */
export async function recoverExecutions(
  context: Context,
  { worker }: { worker?: string } = {},
): Promise<{ interrupted: number; killed: number }> {
  const survivors = await context.starter.findSurvivors()
  const abandoned = await context.executions.findAbandoned(context.clock.now(), {
    allRunning: true,
    ...(worker === undefined ? {} : { worker }),
  })
  const ids = new Set([...survivors.map(({ executionId }) => executionId), ...abandoned.map(({ id }) => id)])
  let killed = 0
  for (const id of ids) killed += (await context.starter.sweep(id)).killed
  await context.folders.removeAll()
  for (const execution of abandoned) {
    await endAbandoned(context, execution, 'The server stopped while this execution was running')
  }
  await endInterruptedInstallations(context, worker)
  if (abandoned.length > 0 || killed > 0) {
    context.log.warn({ interrupted: abandoned.length, killed }, 'Ended interrupted executions')
  }
  return { interrupted: abandoned.length, killed }
}

/**
 * Ends executions whose lease expired: their worker died, or could not store their end. `isOurs` recognises those still
 * performed here, whose leases are renewed late after the machine slept. Without `includeReports`, leaves reported executions
 * alone: nothing could be reported while this server was off.
 */
export async function endExpired(
  context: Pick<Context, 'executions' | 'logs' | 'starter' | 'clock' | 'log'>,
  isOurs: (executionId: string) => boolean,
  { includeReports = true } = {},
): Promise<void> {
  for (const execution of await context.executions.findAbandoned(context.clock.now(), {
    allRunning: false,
  })) {
    if (isOurs(execution.id)) continue
    const isReported = execution.trigger === 'report'
    if (isReported && !includeReports) continue
    await context.starter.sweep(execution.id)
    const isEnded = await endAbandoned(
      context,
      execution,
      isReported ? SILENT_REPORT : 'The worker of this execution was lost',
    )
    if (isEnded)
      context.log.warn({ executionId: execution.id, worker: execution.worker }, 'Ended a lost execution')
  }
}

const SILENT_REPORT = 'The report of this execution stopped: flx report, or its machine, was lost'
const EXECUTE_AGAIN = 'Execute the pipeline again to continue.'

/** False if its worker renewed or ended it meanwhile, or its end cannot be stored. */
async function endAbandoned(
  context: Pick<Context, 'executions' | 'logs' | 'clock' | 'log'>,
  execution: ExecutionRecord,
  cause: string,
): Promise<boolean> {
  const at = context.clock.now().toISOString()
  const byMeltano = execution.trigger !== 'report' && execution.steps[0]?.kind === 'command'
  const stateSentence =
    execution.stateConfirmedAt !== null
      ? 'The state that the loader confirmed is kept'
      : byMeltano
        ? 'The next execution continues from the state that Meltano kept'
        : 'The loader had not confirmed a new state'
  const advice = execution.trigger === 'report' ? 'Start it again where it ran.' : EXECUTE_AGAIN
  const message = `${cause}. ${stateSentence}. ${advice}`
  try {
    const { lines } = await context.logs.page(execution.id, { limit: 1 })
    const status = await context.executions.finishAbandoned(execution, message, at, lines.at(-1)?.at ?? null)
    return status !== undefined
  } catch (error) {
    context.log.error({ executionId: execution.id, error: messageOf(error) }, 'Could not end an execution')
    return false
  }
}

/** Ends installations of the given node only, if others share the database. */
async function endInterruptedInstallations(context: Context, node: string | undefined): Promise<void> {
  for (const { id } of await context.plugins.unsettled(node)) {
    await endInstallation(context, id, 'The server stopped during the installation. Install it again.')
  }
}

/** Ends installations whose node is gone; the previous environment stays in use. */
export async function endLostInstallations(
  context: Pick<Context, 'plugins' | 'installer' | 'log'>,
  isAlive: (node: string) => boolean,
): Promise<void> {
  for (const { id, node } of await context.plugins.unsettled()) {
    if (node !== null && isAlive(node)) continue
    context.log.warn({ pluginId: id, worker: node }, 'Ended the installation of a worker that was lost')
    await endInstallation(
      context,
      id,
      `Worker ${node ?? ''} was lost during the installation. Install it again.`.replace('  ', ' '),
    )
  }
}

async function endInstallation(
  context: Pick<Context, 'plugins' | 'installer'>,
  id: string,
  error: string,
): Promise<void> {
  const plugin = await context.plugins.find(id)
  if (plugin === undefined) return
  if (plugin.installStatus === 'installing' || plugin.installStatus === 'cancelling') {
    // The previous environment, if any, is untouched.
    await context.installer.tidy(plugin)
    await context.plugins.setInstall(id, {
      ...(plugin.installStatus === 'cancelling'
        ? { status: 'cancelled', error: plugin.installError }
        : { status: 'failed', error }),
      installedAt: plugin.installedAt,
    })
  }
  if (plugin.installStatus === 'uninstalling') {
    await context.installer.uninstall(plugin)
    await context.plugins.setInstall(id, { status: 'none', error: null, installedAt: null })
  }
}
