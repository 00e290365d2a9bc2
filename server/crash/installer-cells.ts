import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { makeWheel } from '../test/plugins/support/wheel.ts'
import { integrityFaults, leftovers } from './checks.ts'
import type { Installation } from './installation.ts'
import type { Attempt } from './kill-once.ts'
import { killNow, startedBy } from './processes.ts'
import type { Random } from './random.ts'
import { until } from './trial.ts'

const SPREAD_MS = 4000

interface Plugin {
  installStatus: string
  installError: string | null
}

/** Kills the process that installs a plugin, or the server meanwhile; then the same installation must succeed. */
export async function killInstallation(
  installation: Installation,
  cell: { victim: string; phase: string },
  random: Random,
): Promise<Attempt> {
  const { dataDir } = installation
  const name = `tap-${randomUUID()}`
  const wheel = makeWheel(dataDir, { name, version: '1.0.0', program: name, main: 'pass' })
  const { id } = await installation.post<{ id: string }>('/plugins', {
    name,
    type: 'extractor',
    pipUrl: `--no-index '${wheel}'`,
  })
  const folder = join(dataDir, 'plugins/extractor', name)
  const install = async (): Promise<Plugin> => {
    await installation.post(`/plugins/${id}/install`)
    return waitForEnd()
  }
  const waitForEnd = () =>
    until('the installation has ended', async () => {
      const plugin = await installation.get<Plugin>(`/plugins/${id}`)
      return plugin.installStatus === 'installing' ? undefined : plugin
    })

  await installation.post(`/plugins/${id}/install`)
  await until('an installer is at work', () => (startedBy(dataDir).length > 0 ? true : undefined))
  await delay(random.below(SPREAD_MS))
  let killed = false
  if (cell.victim === 'server') {
    killed = (await installation.get<Plugin>(`/plugins/${id}`)).installStatus === 'installing'
    await installation.crash()
    await installation.start()
  } else {
    if (cell.phase === 'shutting down') {
      installation.server.child.kill('SIGTERM')
      await delay(random.below(8))
    }
    for (const { pid } of startedBy(dataDir)) killed = killNow(pid) || killed
    if (cell.phase === 'shutting down') {
      await installation.server.ended
      await installation.start()
    }
  }
  const faults: string[] = []
  const plugin = await waitForEnd()
  // A killed query is made in another way, or its answer is not needed.
  if (plugin.installStatus !== 'failed' && plugin.installStatus !== 'installed') {
    faults.push(`The plugin is ${plugin.installStatus}`)
  }
  if (plugin.installStatus === 'failed' && plugin.installError === null) faults.push('No reason is given')
  faults.push(
    ...environmentFaults(folder, plugin.installStatus === 'installed' ? 1 : 0),
    ...leftovers(dataDir),
  )
  const secondResult = await install()
  if (secondResult.installStatus !== 'installed')
    faults.push(`The next installation failed: ${secondResult.installError}`)
  faults.push(
    // The replaced environment stays until the next installation: an execution might still use it.
    ...environmentFaults(folder, plugin.installStatus === 'installed' ? 2 : 1),
    ...leftovers(dataDir),
    ...integrityFaults(dataDir),
  )
  return { killed, faults }
}

function environmentFaults(folder: string, expected: number): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('environment')) : []
  return names.length === expected ? [] : [`There are ${names.length} environments in place of ${expected}`]
}
