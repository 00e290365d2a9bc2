import { setTimeout as delay } from 'node:timers/promises'

import type { BenchServer } from './bench-server.ts'

export interface NoOps {
  /** Executes all of them in bulk; returns the seconds from the request to the last end. Throws unless all succeed. */
  execute(): Promise<number>
}

/** Adds an extractor that writes one record and a loader that reads it, each one shell. Returns their names. */
export async function addNoOpPlugins(server: BenchServer): Promise<{ extractor: string; loader: string }> {
  const sh = (script: string) => ['sh', '-c', script]
  const messages = [
    `{"type":"SCHEMA","stream":"n","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}`,
    `{"type":"RECORD","stream":"n","record":{"id":1}}`,
    `{"type":"STATE","value":{"n":1}}`,
  ]
  const [extractor, loader] = ['tap-no-op', 'target-no-op']
  await server.api('POST', '/plugins', {
    name: extractor,
    type: 'extractor',
    command: sh(messages.map((message) => `echo '${message}'`).join('; ')),
    capabilities: ['state'],
  })
  await server.api('POST', '/plugins', {
    name: loader,
    type: 'loader',
    command: sh(`cat >/dev/null; echo '{"n":1}'`),
  })
  return { extractor, loader }
}

/** Creates pipelines that do next to nothing. */
export async function makeNoOps(server: BenchServer, count: number): Promise<NoOps> {
  const { extractor, loader } = await addNoOpPlugins(server)
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const body = { name: `No-op ${index}`, extractor, loader }
    ids.push((await server.api<{ id: string }>('POST', '/pipelines', body)).id)
  }
  return {
    async execute() {
      const from = new Date().toISOString()
      await server.api('POST', '/pipelines/bulk', { action: 'execute', ids })
      for (;;) {
        const { items } = await server.api<{ items: { status: string; finishedAt: string }[] }>(
          'GET',
          `/executions?from=${from}&limit=200`,
        )
        const ended = items.filter(({ status }) => status !== 'pending' && status !== 'running')
        const unsuccessful = ended.find(({ status }) => status !== 'success')
        if (unsuccessful !== undefined) throw new Error(`An execution is ${unsuccessful.status}.`)
        if (ended.length === count) {
          const last = Math.max(...ended.map(({ finishedAt }) => Date.parse(finishedAt)))
          return (last - Date.parse(from)) / 1000
        }
        await delay(250)
      }
    },
  }
}
