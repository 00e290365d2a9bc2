import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'

import { CAUSE_SORTS } from '@flx/shared/failures/failure-cause'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { timeRequests, timingTable, type Timing } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 10_000, executions: 1_000_000, causes: 5000 },
  small: { pipelines: 500, executions: 20_000, causes: 500 },
} as const
const LIMITS = { median: 50, worst: 150 }
/** Pipelines of each cause; the first cause affects all. */
const AFFECTED = 20
const DAY = 86_400_000

/** The failures page at the size of a large installation. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'failures') return
  const { causes, ...scale } = SCALES[options.scale]
  const dataDir = options.data === '' ? await mkdtemp(join(tmpdir(), 'flx-bench-')) : options.data
  try {
    await fillDataFolder(dataDir, { ...scale, logs: false })
    addCauses(join(dataDir, 'flx.db'), causes)
    // Executions that start meanwhile would be measured too.
    await using server = await startBenchServer({ dataDir, env: { FLX_ROLES: 'web' } })
    const get = (path: string) =>
      server.api<{ items: { id: string }[]; nextCursor: string | null }>('GET', path)
    const ready = () => fetch(`${server.url}/readyz`).then((answer) => answer.text())
    const timings: Timing[] = [await timeRequests('control: /readyz', ready)]
    const add = async (name: string, path: string) =>
      void timings.push(await timeRequests(name, () => get(path)))
    for (const sort of CAUSE_SORTS) await add(`causes ${sort}`, `/failures?limit=50&sort=${sort}`)
    let cursor = ''
    for (let page = 0; page < 40; page += 1) {
      const { nextCursor } = await get(`/failures?limit=50${cursor}`)
      if (nextCursor === null) break
      cursor = `&cursor=${nextCursor}`
    }
    await add('causes, page 40', `/failures?limit=50${cursor}`)
    await add('causes, recovered', '/failures?limit=50&state=recovered')
    // In titles; in names of a third of the pipelines; in few names; nowhere.
    for (const search of ['orders', 'warehouse', ' 480', 'nowhere at all'])
      await add(`causes, search "${search}"`, `/failures?limit=50&search=${encodeURIComponent(search)}`)
    await add('causes, a search, upwards', '/failures?limit=50&search=orders&sort=firstSeenAt')
    await add('causes, a plugin', '/failures?limit=50&plugin=tap-shop')
    await add('summary', '/failures/summary')
    const [first] = (await get('/failures?limit=1&sort=-affected')).items
    await add('pipelines of the largest cause', `/failures/${first?.id}/pipelines?limit=50`)
    await add('its likely triggers', `/failures/${first?.id}/triggers`)
    timings.push(await timeRequests('control: /readyz again', ready))
    console.log(timingTable(timings, LIMITS))
  } finally {
    if (options.data === '') await rm(dataDir, { recursive: true, force: true })
  }
}

/** Causes of existing pipelines, one in ten of them open. */
function addCauses(file: string, count: number): void {
  const sqlite = new SqliteDatabase(file)
  try {
    const pipelines = sqlite
      .prepare('select id, last_execution_id from pipeline where last_execution_id is not null')
      .all() as { id: string; last_execution_id: string }[]
    const cause = sqlite.prepare(
      `insert or ignore into failure_cause values (?, ?, '1.0', 'extract', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, null, null)`,
    )
    const link = sqlite.prepare(`insert or ignore into failure_cause_pipeline values (?, ?, ?, 3, ?, ?)`)
    const day = sqlite.prepare(`insert or ignore into failure_cause_day values (?, ?, 2)`)
    sqlite.transaction(() => {
      for (let index = 0; index < count; index += 1) {
        const id = `00000000-0000-8000-a000-${String(index).padStart(12, '0')}`
        const at = new Date(Date.now() - (index % 400) * 3_600_000).toISOString()
        const isOpen = index % 10 === 0
        const affected = index === 0 ? pipelines.length : Math.min(AFFECTED, pipelines.length)
        const title = `Could not read orders of kind ${index}`
        const execution = pipelines[index % pipelines.length]?.last_execution_id ?? ''
        cause.run(
          ...[
            id,
            ['tap-shop', 'tap-crm', 'tap-ads'][index % 3],
            title,
            `${title} at 10:00`,
            title.toLowerCase(),
          ],
          ...[
            isOpen ? 2 : 0,
            affected * 3,
            affected,
            isOpen ? affected : 0,
            at,
            at,
            at,
            isOpen ? null : at,
            execution,
          ],
        )
        for (let nth = 0; nth < affected; nth += 1) {
          const pipeline = pipelines[(index * 7 + nth) % pipelines.length]
          if (pipeline !== undefined)
            link.run(id, pipeline.id, pipeline.last_execution_id, at, isOpen ? null : at)
        }
        for (let daysAgo = 0; daysAgo < 14; daysAgo += 1)
          day.run(id, new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 10))
      }
    })()
  } finally {
    sqlite.close()
  }
}

await main()
