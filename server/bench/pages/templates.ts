import { startBenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'

const ROWS = { full: 500, small: 100 } as const
/** A slower dry run times out. */
const MAX_MILLISECONDS = 3000

/**
 * A table of customers: the dry run, the pipelines created from it, and the update of all when the template changes.
 */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'templates') return
  await using server = await startBenchServer()
  const timings: Record<string, number> = {}
  const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await work()
    timings[name] = Math.round(performance.now() - began)
    return result
  }
  const call = <T>(method: string, path: string, body?: unknown) =>
    server.api<T>(method, `/templates${path}`, body)
  const body = { extractor: 'tap-csv', loader: 'target-jsonl', schedule: '0 2 * * *' }
  const template = { name: 'Measured', naming: '{customer}', parameters: [{ name: 'customer' }], body }
  const { id } = await call<{ id: string }>('POST', '', template)
  const rows = Array.from({ length: ROWS[options.scale] }, (_, index) => ({ customer: `customer ${index}` }))
  await time('dry run', () => call('POST', `/${id}/check`, { rows }))
  await time('created', async () => waitForEnd(await call('POST', `/${id}/pipelines`, { rows })))
  const changedTemplate = { ...template, body: { ...body, description: 'Changed' }, version: 1 }
  await call('PUT', `/${id}`, changedTemplate)
  await time('preview of the update', () => call('GET', `/${id}/update`))
  await time('updated', async () => waitForEnd(await call('POST', `/${id}/update`, {})))
  console.log(`Templates, ${rows.length} rows`)
  console.table(Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name, { ms }])))
  if ((timings['dry run'] ?? 0) > MAX_MILLISECONDS)
    throw new Error(`The dry run took more than ${MAX_MILLISECONDS} ms.`)

  async function waitForEnd({ bulkId }: { bulkId: string }): Promise<void> {
    for (;;) {
      const { status } = await server.api<{ status: string }>('GET', `/bulk/${bulkId}?limit=1`)
      if (status !== 'running') return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

await main()
