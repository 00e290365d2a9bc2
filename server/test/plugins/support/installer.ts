import { createInstallations, type Installations } from '../../../src/app/plugins/install-plugin.ts'
import type { PluginRecord } from '../../../src/domain/core/records.ts'
import { ACTOR, startEngine, type TestEngine } from '../../engine/support/engine.ts'

/** An engine with its installations, by plugin name. */
export interface TestInstaller extends AsyncDisposable {
  engine: TestEngine
  installations: Installations
  plugin(name: string): Promise<PluginRecord>
  /** The plugin after some work on its installation. */
  installed(name: string, work: (id: string) => Promise<void>): Promise<PluginRecord>
  /** Installs it; returns it as it is afterwards. */
  install(name: string): Promise<PluginRecord>
  /** The output lines of its installation. */
  output(name: string): Promise<string[]>
}

export async function startInstaller(
  options: Parameters<typeof startEngine>[0] = {},
): Promise<TestInstaller> {
  const engine = await startEngine(options)
  const installations = createInstallations(engine.context)
  const plugin = async (name: string) => {
    const [found] = await engine.context.plugins.findByName(name)
    if (found === undefined) throw new Error(`There is no plugin ${name}.`)
    return found
  }
  const installed = async (name: string, work: (id: string) => Promise<void>) => {
    await work((await plugin(name)).id)
    await installations.idle()
    return plugin(name)
  }
  return {
    ...{ engine, installations, plugin, installed },
    install: (name) => installed(name, (id) => installations.install(id, ACTOR)),
    output: async (name) =>
      (await engine.context.plugins.output((await plugin(name)).id, 0, 1000)).map(({ text }) => text),
    async [Symbol.asyncDispose]() {
      await installations[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
    },
  }
}
