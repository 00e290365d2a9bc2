import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { openDataFolder } from '../adapters/data-folder.ts'
import { createStores } from '../adapters/db/create-stores.ts'
import { migrate } from '../adapters/db/migrate.ts'
import { openSqlite } from '../adapters/db/open-database.ts'
import { rebuildAggregates } from '../adapters/db/rebuild-aggregates.ts'
import { createWriter } from '../adapters/db/writer.ts'
import { createSecretBox } from '../adapters/secrets/secret-box.ts'
import { openSecretKey } from '../adapters/secrets/secret-key.ts'
import { createNewId, systemClock } from '../adapters/system.ts'
import { addSamples } from '../app/add-samples.ts'
import { createPipeline } from '../app/create-pipeline.ts'
import { registerPlugin } from '../app/register-plugin.ts'
import { seedBundledPlugins } from '../app/seed-bundled-plugins.ts'
import { samplePipelines } from '../compose-samples.ts'
import { readEnvironment } from '../config.ts'
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import { messageOf } from '../domain/errors.ts'
import { createLog } from '../log.ts'
import { demoPipelines, demoPlugins } from './demo-pipelines.ts'
import { insertHistory } from './insert-history.ts'
import { sampleHistory } from './sample-history.ts'

const SAMPLES_FOLDER = fileURLToPath(new URL('../connectors/samples', import.meta.url))
const DAYS = 365

/** Fills an empty data folder with pipelines and a sample history; leaves one that holds a database alone. */
async function fillDemo(pipelineCount: number, executionCount: number): Promise<void> {
  const config = readEnvironment(process.env)
  using folder = await openDataFolder(config.dataDir)
  if (existsSync(folder.database)) return
  const began = performance.now()
  await using database = openSqlite(folder.database)
  await migrate(database)
  const secretBox = createSecretBox(await openSecretKey(folder.path, config.secretKeyFile))
  const stores = createStores(database, { secretBox, clock: systemClock })
  await using _reader = stores.reader
  const context = {
    ...stores,
    clock: systemClock,
    newId: createNewId(systemClock),
    log: createLog('warn'),
    samples: samplePipelines(folder.files),
  }
  const actor = { id: '', name: 'Demonstration', trigger: 'api' as const }
  await seedBundledPlugins(context, BUNDLED_CONNECTORS)
  for (const plugin of demoPlugins(SAMPLES_FOLDER)) await registerPlugin(context, plugin)
  const pipelines = []
  for (const pipeline of demoPipelines(pipelineCount, folder.files)) {
    pipelines.push(await createPipeline(context, pipeline, actor))
  }
  await addSamples(context, actor)
  const count = insertHistory(
    folder.database,
    sampleHistory({ pipelines, executions: executionCount, end: Date.now(), days: DAYS }),
  )
  await rebuildAggregates(createWriter(database))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `Made ${pipelines.length} pipelines and ${count.toLocaleString('en')} sample executions in ${folder.path} (${seconds} s).`,
  )
}

const { values } = parseArgs({
  options: {
    pipelines: { type: 'string', default: '200' },
    executions: { type: 'string', default: '100000' },
  },
})
await fillDemo(Number(values.pipelines), Number(values.executions)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
