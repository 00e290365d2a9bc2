import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import { createLog } from '../log.ts'
import { demoPipelines, demoPlugins } from './demo-pipelines.ts'
import { insertHistory } from './insert-history.ts'
import { sampleHistory } from './sample-history.ts'

const SAMPLES_FOLDER = fileURLToPath(new URL('../connectors/samples', import.meta.url))
const DAYS = 365

export interface DemoWish {
  pipelines: number
  executions: number
  /** Whether each execution has a log that says what it is. */
  logs: boolean
}

/**
 * Fills an empty data folder with pipelines and a sample history. The answer is the number of executions; null when the
 * folder holds a database already, which is left alone.
 */
export async function fillDataFolder(dataDir: string, wish: DemoWish): Promise<number | null> {
  using folder = await openDataFolder(dataDir)
  if (existsSync(folder.database)) return null
  await using database = openSqlite(folder.database)
  await migrate(database)
  const secretBox = createSecretBox(await openSecretKey(folder.path, null))
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
  for (const plugin of demoPlugins(SAMPLES_FOLDER)) await registerPlugin(context, plugin, actor)
  const pipelines = []
  for (const pipeline of demoPipelines(wish.pipelines, folder.files)) {
    pipelines.push(await createPipeline(context, pipeline, actor))
  }
  await addSamples(context, actor)
  const history = sampleHistory({ pipelines, executions: wish.executions, end: Date.now(), days: DAYS })
  const count = insertHistory(folder.database, history, { logs: wish.logs })
  await rebuildAggregates(createWriter(database))
  return count
}
