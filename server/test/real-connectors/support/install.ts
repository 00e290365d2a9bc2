import { createInstallations } from '../../../src/app/plugins/install-plugin.ts'
import { fitsPython } from '../../../src/domain/plugins/installing/python-versions.ts'
import type { PluginRecord } from '../../../src/domain/core/records.ts'
import { ACTOR, type TestEngine } from '../../engine/support/engine.ts'
import type { Connector } from '../connectors.ts'

/** The installed connector, and the remedies that it took. */
export interface Installed {
  connector: Connector
  plugin: PluginRecord
  /** Of the interpreter it was installed with. */
  python: string
  /** Remedies that the product proposed and applied, in order. */
  remedies: string[]
}

/** Chained remedies end at some point: an old connector needs two or three. */
const MAX_REMEDIES = 5

/**
 * Registers and installs a connector like a user who follows each remedy the product names. Throws with the product's
 * own message when it cannot be installed.
 */
export async function installConnector(engine: TestEngine, connector: Connector): Promise<Installed> {
  const { id: name, type, pipUrl, executable, capabilities } = connector
  const chosen = connector.python === undefined ? null : await pythonFor(engine, connector.python)
  await engine.plugin({
    ...{ name, type, pipUrl, capabilities: capabilities ?? [], python: chosen ?? null },
    ...(executable === undefined ? {} : { executable }),
  })
  const find = async (): Promise<PluginRecord> => {
    const [plugin] = await engine.context.plugins.findByName(name)
    if (plugin === undefined) throw new Error(`${name} was not registered.`)
    return plugin
  }
  await using installations = createInstallations(engine.context)
  const { id } = await find()
  await installations.install(id, ACTOR)
  await installations.idle()
  let plugin = await find()
  const remedies = connector.python === undefined ? [] : [`Python ${connector.python}`]
  while (plugin.installStatus !== 'installed') {
    const { installRemedy: remedy, installError, revision } = plugin
    const done = remedies.length === 0 ? '' : ` (after ${remedies.join(', ')})`
    if (remedy === null || remedy.kind === 'system' || remedies.length === MAX_REMEDIES) {
      throw new Error(`${name}${done}: ${installError} Remedy: ${JSON.stringify(remedy)}`)
    }
    const python = remedy.kind === 'python' ? await pythonFor(engine, remedy.requires) : undefined
    if (remedy.kind === 'python' && python === undefined) {
      throw new Error(`${name}${done}: ${installError} No Python of this machine fits ${remedy.requires}.`)
    }
    remedies.push(remedy.kind === 'requirement' ? `\`${remedy.requirement}\`` : `Python ${remedy.requires}`)
    await installations.mend(id, { revision, python }, ACTOR)
    await installations.idle()
    plugin = await find()
  }
  const lock = await engine.context.plugins.lock(id)
  return { connector, plugin, python: lock?.python ?? '', remedies }
}

/** The newest Python that the product offers and that fits. */
async function pythonFor({ context }: TestEngine, requires: string | null): Promise<string | undefined> {
  const pythons = await context.installer.pythons(AbortSignal.timeout(60_000))
  return pythons.find(({ version }) => fitsPython(requires ?? '', version))?.command
}
