import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startPostgres } from '../../test/support/database/postgres-server.ts'
import { startBenchServer } from '../support/bench-server.ts'
import { listRequests, type Page } from './support/list-requests.ts'
import { benchOptions } from '../support/options.ts'
import { timeRequests, timingTable, type Timing } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 10_000, executions: 1_000_000 },
  small: { pipelines: 500, executions: 20_000 },
} as const
const LIMITS = { median: 25, worst: 150 }
/** As on a small dedicated server. */
const POSTGRES = { shared_buffers: '512MB', max_wal_size: '2GB', work_mem: '16MB' }

/** The same installation in SQLite and, moved there, in PostgreSQL: every list and figure of both, one after the other. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'postgres') return
  const dataDir = options.data === '' ? await mkdtemp(join(tmpdir(), 'flx-bench-')) : options.data
  const postgres = await startPostgres({ settings: POSTGRES })
  try {
    await fillDataFolder(dataDir, { ...SCALES[options.scale], logs: false })
    // Nothing must start during a measurement.
    const env = { FLX_ROLES: 'web' }
    {
      // Migrates the folder and gives it a key.
      await using _first = await startBenchServer({ dataDir, env })
    }
    await move(dataDir, postgres.url)
    await using sqlite = await startBenchServer({ dataDir, env })
    const postgresEnv = {
      ...env,
      FLX_DATABASE_URL: postgres.url,
      FLX_SECRET_KEY_FILE: join(dataDir, 'secret.key'),
    }
    await using postgresServer = await startBenchServer({ env: postgresEnv })
    const get = (path: string) => sqlite.api<Page>('GET', path)
    const timings: Record<'sqlite' | 'postgres', Timing[]> = { sqlite: [], postgres: [] }
    for (const [name, path] of await listRequests(get)) {
      timings.sqlite.push(await timeRequests(name, () => get(path)))
      timings.postgres.push(await timeRequests(name, () => postgresServer.api('GET', path)))
    }
    for (const [name, measured] of Object.entries(timings))
      console.log(`${name}:\n${timingTable(measured, LIMITS)}`)
    const ratios = timings.postgres.map(
      (timing, index) => timing.median / (timings.sqlite[index]?.median ?? NaN),
    )
    const sorted = ratios.toSorted((a, b) => a - b)
    console.log(
      `PostgreSQL ÷ SQLite, medians of ${ratios.length} requests: median ${sorted[Math.floor(ratios.length / 2)]?.toFixed(2)}, least ${sorted[0]?.toFixed(2)}, most ${sorted.at(-1)?.toFixed(2)}`,
    )
  } finally {
    await postgres.stop()
    if (options.data === '') await rm(dataDir, { recursive: true, force: true })
  }
}

const PRINT_MEMORY = `data:text/javascript,process.on('exit',()=>console.log('memory at most',process.resourceUsage().maxRSS>>10,'MB'))`

/** The command itself, timeRequests, with its peak memory. */
async function move(dataDir: string, url: string): Promise<void> {
  const program = join(import.meta.dirname, '../../src/commands/move-to-postgres.ts')
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', PRINT_MEMORY, program], {
    env: { PATH: process.env['PATH'], FLX_DATA_DIR: dataDir, FLX_DATABASE_URL: url },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('The move failed.')
  console.log(`moved in ${((performance.now() - began) / 1000).toFixed(0)} s`)
}

await main()
