import { messageOf } from '../domain/errors.ts'
import type { EngineContext } from './engine-context.ts'

type Context = Pick<
  EngineContext,
  'executions' | 'plugins' | 'logs' | 'starter' | 'folders' | 'clock' | 'log'
>

/**
 * After a crash, before a worker takes anything: ends processes that survived, removes private folders, and ends
 * executions that no worker performs any more. Pending ones stay pending.
 */
export async function recoverExecutions(context: Context): Promise<{ interrupted: number; killed: number }> {
  const survivors = await context.starter.findSurvivors()
  const abandoned = await context.executions.findAbandoned(context.clock.now(), { allRunning: true })
  const ids = new Set([...survivors.map(({ executionId }) => executionId), ...abandoned.map(({ id }) => id)])
  let killed = 0
  for (const id of ids) killed += (await context.starter.sweep(id)).killed
  await context.folders.removeAll()
  for (const execution of abandoned) {
    const at = context.clock.now().toISOString()
    const kept =
      execution.stateConfirmedAt === null
        ? 'No state had been confirmed yet'
        : `The state confirmed at ${execution.stateConfirmedAt} was kept`
    const message = `The server stopped while this execution was running. ${kept}; execute it again to continue.`
    try {
      await context.logs.appendSystem(execution.id, [{ at, level: 'error', text: message }])
      await context.executions.finishAbandoned(execution, message, at)
    } catch (error) {
      context.log.error(
        { executionId: execution.id, error: messageOf(error) },
        'Recovery of an execution failed',
      )
    }
  }
  await endInterruptedInstallations(context)
  if (abandoned.length > 0 || killed > 0) {
    context.log.warn({ interrupted: abandoned.length, killed }, 'Executions that a stop cut off were ended')
  }
  return { interrupted: abandoned.length, killed }
}

async function endInterruptedInstallations(context: Context): Promise<void> {
  for (const plugin of await context.plugins.all()) {
    if (plugin.installStatus !== 'installing' && plugin.installStatus !== 'uninstalling') continue
    const before = plugin.installedAt !== null
    await context.plugins.setInstall(plugin.id, {
      status: before ? 'installed' : 'failed',
      error: 'The server stopped during the installation. Start it again.',
      installedAt: plugin.installedAt,
    })
  }
}
