import { readFileSync } from 'node:fs'

import SqliteDatabase from 'better-sqlite3'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { StreamColumns } from '@flx/shared/lineage/lineage'

import type { Writer } from '../adapters/db/core/writer.ts'
import { writeReport } from '../adapters/db/lineage/record-lineage.ts'
import { splitStatements } from '../connectors/stores/sql-flows.ts'
import { createSqlJournal } from '../connectors/stores/sql-journal.ts'
import { columnNames } from '../connectors/stores/sql-tables.ts'
import type { NewId } from '../domain/core/ports.ts'
import { lineageOfExecution, type TransformFacts } from '../domain/lineage/lineage-of-execution.ts'
import { changedBy } from '../domain/lineage/stream-names.ts'

export interface SamplePipeline {
  id: string
  extractor: string
  mappers: string[]
  loader: string
  transform: string
  config: Record<string, JsonObject>
}

interface Options {
  newId: NewId
  /** Returns the files of an extractor that its pipeline does not name. */
  filesOf: (extractor: string) => Json | undefined
  filesFolder: string
}

/**
 * Writes the lineage that the executions of the history would have reported, from the settings of the pipelines, the
 * heads of the sample files and the SQL of the transforms, as of the last success of each.
 */
export async function writeSampleLineage(
  writer: Writer,
  pipelines: readonly SamplePipeline[],
  options: Options,
): Promise<void> {
  const tables = new SqliteDatabase(':memory:')
  try {
    await writer.change(async (trx) => {
      const rows = await trx.selectFrom('pipeline').select(['id', 'last_execution_id', 'loaded_at']).execute()
      const last = new Map(rows.map((row) => [row.id, row]))
      for (const pipeline of pipelines) {
        // Later pipelines read its tables, whether or not it reported any lineage.
        const report = await reportOf(pipeline, options, tables)
        const row = last.get(pipeline.id)
        if (row === undefined || row.last_execution_id === null || row.loaded_at === '') continue
        await writeReport(trx, {
          ...{ pipelineId: pipeline.id, executionId: row.last_execution_id, report, at: row.loaded_at },
          ...{ hash: '', newId: options.newId },
        })
      }
    })
  } finally {
    tables.close()
  }
}

async function reportOf(
  pipeline: SamplePipeline,
  { filesOf, filesFolder }: Options,
  tables: SqliteDatabase.Database,
) {
  const { extractor, mappers, loader, transform, config } = pipeline
  const program = (plugin: string) => ({ plugin, bundled: true, settings: config[plugin] ?? {} })
  const extracted = headsOf(config[extractor]?.['files'] ?? filesOf(extractor))
  const mapperPrograms = mappers.map(program)
  const loaded = applyMappers(extracted, mapperPrograms)
  if (loader === 'target-sqlite') addTables(tables, config[loader] ?? {}, loaded)
  return lineageOfExecution({
    absolute: (path) => (path.startsWith('/') ? path : `${filesFolder}/${path}`),
    ...{ extractor: program(extractor), mappers: mapperPrograms, loader: program(loader) },
    ...{ extracted, loaded },
    transform: transform === 'transform-sql' ? await transformFacts(config, tables) : null,
    whole: true,
  })
}

/** Returns the columns of CSV files, by entity. */
function headsOf(files: Json | undefined): StreamColumns {
  const heads = new Map<string, { name: string; type: string | null }[]>()
  for (const file of Array.isArray(files) ? files : []) {
    if (!isJsonObject(file)) continue
    const { entity, path } = file
    if (typeof entity !== 'string' || typeof path !== 'string') continue
    const [head = ''] = readFileSync(path, 'utf8').split('\n', 1)
    heads.set(
      entity,
      head.split(',').map((name) => ({ name, type: null })),
    )
  }
  return heads
}

function applyMappers(
  streams: StreamColumns,
  mappers: readonly { plugin: string; settings: JsonObject }[],
): StreamColumns {
  return new Map(
    [...streams].map(([name, columns]) => {
      const { stream, renamed } = changedBy(mappers, name)
      const newNames = new Map([...renamed].map(([to, from]) => [from, to]))
      const dropped = new Set(
        mappers.flatMap(({ settings }) => {
          const rules = isJsonObject(settings['streams']) ? settings['streams'][name] : undefined
          const drop = isJsonObject(rules) ? rules['drop'] : undefined
          return Array.isArray(drop) ? drop.map(String) : []
        }),
      )
      const remaining = columns.filter((column) => !dropped.has(column.name))
      return [
        stream,
        remaining.map((column) => ({ ...column, name: newNames.get(column.name) ?? column.name })),
      ]
    }),
  )
}

/** Creates empty tables, like those of the pipeline's loader. */
function addTables(db: SqliteDatabase.Database, settings: JsonObject, loaded: StreamColumns): void {
  const prefix = settings['table_prefix']
  for (const [stream, columns] of loaded) {
    const names = columns.map(({ name }) => `"${name}"`).join(', ')
    db.exec(`create table if not exists "${typeof prefix === 'string' ? prefix : ''}${stream}" (${names})`)
  }
}

/** Returns what SQLite finds in the statements, over empty tables with these columns. */
async function transformFacts(
  config: Record<string, JsonObject>,
  db: SqliteDatabase.Database,
): Promise<TransformFacts> {
  const settings = config['transform-sql'] ?? {}
  const statements = Array.isArray(settings['statements']) ? settings['statements'].map(String) : []
  const journal = createSqlJournal(db)
  for (const statement of statements.flatMap(splitStatements)) {
    const executed = journal.note(statement)
    db.exec(statement)
    executed()
  }
  const flows = await journal.flows()
  return {
    kind: 'sql',
    settings,
    flows: flows.map(({ to, from, columns }) => ({
      ...{ to: to.name, from: from.map(({ name }) => name), columnNames: columnNames(db, to) },
      columns: columns.map(({ table, ...column }) => ({ ...column, table: table.name })),
    })),
  }
}
