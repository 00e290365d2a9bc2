import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'

import { totalsOf } from '@flx/shared/executions/execution'
import type { LogLine } from '@flx/shared/logs/log'

import { createStores } from '../../src/adapters/db/create-stores.ts'
import { totalColumns } from '../../src/adapters/db/executions/execution-rows.ts'
import { appendLines } from '../../src/adapters/db/logs/log-chunks.ts'
import { migrate } from '../../src/adapters/db/operations/migrate.ts'
import { openSqlite } from '../../src/adapters/db/core/open-database.ts'
import { createSecretBox } from '../../src/adapters/secrets/secret-box.ts'
import { benchOptions } from '../support/options.ts'
import { median } from '../support/pairs.ts'

const EXECUTION = '018f0000-0000-7000-8000-000000000000'
const BATCH = 20_000

/** A log of a gigabyte: opening its end, and finding a word near its end and near its start. */
async function main(): Promise<void> {
  const { only, megabytes } = benchOptions()
  if (only !== '' && only !== 'log') return
  const folder = await mkdtemp(join(tmpdir(), 'flx-bench-log-'))
  const database = openSqlite(join(folder, 'flx.db'))
  try {
    await migrate(database)
    const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'bench.key' })
    const { logs, reader } = createStores(database, { secretBox, clock: { now: () => new Date() } })
    const lines = await fill(database, megabytes * 1024 * 1024)
    console.log(`A log of ${megabytes} MB, ${lines.toLocaleString('en')} lines; medians of 7, in ms`)
    const measure = async (name: string, work: () => Promise<unknown>) => {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      const times: number[] = []
      for (let pass = 0; pass < 8; pass += 1) {
        if (pass === 1) delay.enable()
        const began = performance.now()
        await work()
        if (pass > 0) times.push(performance.now() - began)
      }
      delay.disable()
      console.log(
        `  ${name.padEnd(34)} ${median(times).toFixed(1).padStart(8)}   longest pause of the server ${(delay.max / 1e6).toFixed(0)}`,
      )
    }
    await measure('the end', () => logs.page(EXECUTION, { limit: 1000 }))
    await measure('the middle', () => logs.page(EXECUTION, { limit: 1000, after: Math.floor(lines / 2) }))
    await measure('a word near the end', () =>
      logs.page(EXECUTION, { limit: 1, search: `number ${lines - 5000} ` }),
    )
    await measure('errors only, from the end', () => logs.page(EXECUTION, { limit: 100, level: ['error'] }))
    await measure('the first error', () => logs.page(EXECUTION, { limit: 1, after: 0, level: ['error'] }))
    await measure('a word that is nowhere (512 MB)', () =>
      logs.page(EXECUTION, { limit: 1, search: 'nowhere' }),
    )
    await reader[Symbol.asyncDispose]()
  } finally {
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(database: ReturnType<typeof openSqlite>, bytes: number): Promise<number> {
  const { db } = database
  await db
    .insertInto('pipeline')
    .values({
      ...{ id: EXECUTION, name: 'Bench', description: '', extractor: 'tap', loader: 'target', mappers: '[]' },
      ...{ transform: '', type: 'el', config: '', schedule: '', timezone: 'UTC', is_active: 1, tags: '[]' },
      ...{ timeout_seconds: null, created_by: null, created_by_name: null, created_at: '', updated_at: '' },
      ...{
        archived_at: null,
        version: 1,
        last_execution_id: null,
        last_status: null,
        name_key: '',
        search_text: '',
      },
    })
    .execute()
  await db
    .insertInto('execution')
    .values({
      ...{
        id: EXECUTION,
        pipeline_id: EXECUTION,
        pipeline_name: 'Bench',
        status: 'success',
        trigger_kind: 'manual',
      },
      ...{
        full_refresh: 0,
        attempt: 1,
        queued_at: '',
        priority: 'normal',
        turn_at: '',
        counts: 'counted',
        note_count: 0,
        ...totalColumns(totalsOf([])),
        log_lines: 0,
        error_lines: '[]',
      },
      ...{ steps: '[]', streams: '[]', state_before: 'null', state_after: 'null', resolved_config: 'null' },
    })
    .execute()
  const at = new Date().toISOString()
  const filler = 'metric: request finished with status 200 and a body of some hundred bytes; '
  let line = 0
  for (let written = 0; written < bytes;) {
    const batch = Array.from({ length: BATCH }, (): LogLine => {
      line += 1
      const level = line % 100_000 === 0 ? 'error' : 'info'
      return { line, at, source: 'extractor', level, text: `${filler}line number ${line} of the extractor` }
    })
    written += batch.reduce((sum, { text }) => sum + text.length + 42, 0)
    await db.transaction().execute((trx) => appendLines(trx, EXECUTION, batch))
  }
  return line
}

await main()
