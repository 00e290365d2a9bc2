import type { PluginCreateInput } from '@flx/shared/plugins/plugin'

import type { Client } from '../client.ts'

/** Registers an extractor `tap-stub`, a loader `target-stub` and two transformers; all start by a command. */
export async function registerStubPlugins(client: Client): Promise<void> {
  const plugins: PluginCreateInput[] = [
    {
      name: 'tap-stub',
      type: 'extractor',
      command: ['true'],
      // `true` returns no catalogue.
      capabilities: ['state'],
      settingDefinitions: [
        { name: 'host' },
        { name: 'account', sensitive: true },
        { name: 'auth.password', kind: 'password' },
      ],
    },
    { name: 'target-stub', type: 'loader', command: ['true'] },
    { name: 'map-stub', type: 'transformer', mode: 'in-flight', command: ['true'] },
    { name: 'sql-stub', type: 'transformer', mode: 'post-load', command: ['true'] },
  ]
  for (const plugin of plugins) {
    const answer = await client.post('/api/plugins', plugin)
    if (answer.status !== 201) throw new Error(`Registering ${plugin.name} failed: ${answer.text}`)
  }
}

/** Creates a pipeline of the stubs; returns its document. */
export async function createStubPipeline(client: Client, fields: Record<string, unknown> = {}) {
  const answer = await client.post('/api/pipelines', {
    name: `Stub ${crypto.randomUUID()}`,
    extractor: 'tap-stub',
    loader: 'target-stub',
    ...fields,
  })
  if (answer.status !== 201) throw new Error(`Creating a pipeline failed: ${answer.text}`)
  return answer.body
}
