import { join } from 'node:path'

import type { BenchServer } from './bench-server.ts'

/** Creates pipelines whose forty records take two seconds, long enough to be seen while they run. Returns their IDs. */
export async function makeSlowSteps(server: BenchServer, count: number): Promise<string[]> {
  // A folder that was measured before still has its pipelines.
  const name = `stub-${Date.now().toString(36)}`
  const stub = join(import.meta.dirname, 'stubs/stub-tap.sh')
  const plugins = [
    { name: `tap-${name}`, type: 'extractor', command: ['sh', stub] },
    { name: `target-${name}`, type: 'loader', command: ['sh', '-c', 'exec cat > /dev/null'] },
  ]
  const ids: string[] = []
  for (const plugin of plugins) await server.api('POST', '/plugins', { ...plugin, capabilities: [] })
  for (let index = 0; index < count; index += 1) {
    const pipeline = { name: `${name} ${index}`, extractor: `tap-${name}`, loader: `target-${name}` }
    ids.push((await server.api<{ id: string }>('POST', '/pipelines', pipeline)).id)
  }
  return ids
}
