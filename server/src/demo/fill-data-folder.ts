import { existsSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Pipeline } from '@flx/shared/pipelines/pipeline'

import { openDataFolder, type DataFolder } from '../adapters/system/data-folder.ts'
import { createStores } from '../adapters/db/create-stores.ts'
import { migrate } from '../adapters/db/operations/migrate.ts'
import { openSqlite } from '../adapters/db/core/open-database.ts'
import { rebuildAggregates } from '../adapters/db/figures/rebuild-aggregates.ts'
import { createWriter, type Writer } from '../adapters/db/core/writer.ts'
import { createSecretBox } from '../adapters/secrets/secret-box.ts'
import { openSecretKey } from '../adapters/secrets/secret-key.ts'
import { createNewId, systemClock } from '../adapters/system/system.ts'
import { addSamples } from '../app/pipelines/add-samples.ts'
import { createPipeline } from '../app/pipelines/create-pipeline.ts'
import { classifyEarlierFailures } from '../app/failures/classify-earlier.ts'
import { addPlugin } from '../app/plugins/add-plugin.ts'
import { seedBundledPlugins } from '../app/plugins/seed-bundled-plugins.ts'
import { samplePipelines } from '../compose/samples.ts'
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import { createLog } from '../core/log.ts'
import { writeFailureStory } from './failure-story.ts'
import { predecessorOf, demoPipelines, demoPlugins } from './demo-pipelines.ts'
import { insertHistory } from './insert-history.ts'
import { addOperatorActivity } from './operator-work.ts'
import { sampleHistory } from './sample-history.ts'
import { writeSampleLineage } from './sample-lineage.ts'

const SAMPLES_FOLDER = fileURLToPath(new URL('../connectors/samples', import.meta.url))
const DAYS = 365

export interface DemoOptions {
  pipelines: number
  executions: number
  /** Whether each execution has a log that says it is a sample. */
  logs: boolean
}

/**
 * Fills an empty data folder with pipelines and a sample history. Returns the number of executions; null if the folder
 * already holds a database, which is left alone. An interrupted fill leaves none, and starts over.
 */
export async function fillDataFolder(dataDir: string, options: DemoOptions): Promise<number | null> {
  using folder = await openDataFolder(dataDir)
  if (existsSync(folder.database)) return null
  const unfinished = `${folder.database}.filling`
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${unfinished}${suffix}`, { force: true })
  const count = await fillDatabase(unfinished, folder, options)
  renameSync(unfinished, folder.database)
  return count
}

/** Fills a database, and closes it so that one file holds everything. */
async function fillDatabase(file: string, folder: DataFolder, options: DemoOptions): Promise<number> {
  await using database = openSqlite(file)
  await migrate(database)
  const secretBox = createSecretBox(await openSecretKey(folder.path, null))
  const stores = createStores(database, { secretBox, clock: systemClock })
  await using _reader = stores.reader
  const context = {
    ...stores,
    clock: systemClock,
    newId: createNewId(systemClock),
    log: createLog('warn'),
    samples: samplePipelines(),
    followsProject: false,
  }
  const actor = { id: '', name: 'Demonstration', trigger: 'api' as const }
  await seedBundledPlugins(context, BUNDLED_CONNECTORS)
  const plugins = demoPlugins(SAMPLES_FOLDER)
  for (const plugin of plugins) await addPlugin(context, plugin, actor)
  const pipelines: Pipeline[] = []
  for (const pipeline of demoPipelines(options.pipelines, SAMPLES_FOLDER)) {
    const overrides = predecessorOf(pipeline.name) === undefined ? {} : { schedule: '' }
    pipelines.push(await createPipeline(context, { ...pipeline, ...overrides }, { actor, role: 'editor' }))
  }
  await addSamples(context, actor)
  const history = sampleHistory({ pipelines, executions: options.executions, end: Date.now(), days: DAYS })
  const count = insertHistory(file, history, { logs: options.logs })
  await rebuildAggregates(createWriter(database))
  await writeSampleLineage(createWriter(database), pipelines, {
    newId: context.newId,
    filesOf: (extractor) => plugins.find(({ name }) => name === extractor)?.settings?.['files'],
    filesFolder: folder.files,
  })
  await classifyEarlierFailures(context)
  await writeFailureStory(database, secretBox, pipelines)
  await addOperatorActivity(stores, context.newId, Date.now())
  await linkChains(createWriter(database), pipelines)
  return count
}

/** Links the chains last: a made-up success must not start anything. */
async function linkChains(writer: Writer, pipelines: readonly Pipeline[]): Promise<void> {
  const ids = new Map(pipelines.map(({ id, name }) => [name, id]))
  await writer.change(async (trx) => {
    for (const { id, name } of pipelines) {
      const predecessorId = ids.get(predecessorOf(name) ?? '')
      if (predecessorId === undefined) continue
      await trx.updateTable('pipeline').set('after_pipeline_id', predecessorId).where('id', '=', id).execute()
    }
  })
}
