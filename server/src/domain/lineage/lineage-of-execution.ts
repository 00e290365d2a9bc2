import type { JsonObject } from '@flx/shared/json/json'
import type { DatasetColumn, StreamColumns } from '@flx/shared/lineage/lineage'

import type { DbtLineage, DbtRelation } from '../dbt/dbt-lineage.ts'
import { createReport, type LineageReport, type ReportBuilder } from './lineage-report.ts'
import { changedBy } from './stream-names.ts'
import { destinationOf, sourceOf } from './stream-places.ts'
import { systemOf, tableName, type Absolute } from './systems.ts'

/** A program of a pipeline with its settings, secrets removed. */
export interface LineageProgram {
  plugin: string
  bundled: boolean
  settings: JsonObject
}

/** The data moved by one statement of the SQL transform, as it reports it. */
export interface ReportedFlow {
  to: string
  from: string[]
  columns: { table: string; from: string; to: string; computed?: boolean }[]
  columnNames: string[]
  /** Tables of other database files, by the names used above. */
  elsewhere?: Record<string, { file: string; table: string }>
}

export type TransformFacts =
  | { kind: 'sql'; settings: JsonObject; flows: readonly ReportedFlow[] }
  | {
      kind: 'dbt'
      /** The output of the profile, secrets removed. */
      connection: JsonObject
      lineage: DbtLineage
      /** `unique_id` of each node that was built. */
      built: ReadonlySet<string>
    }

export interface ExecutionFacts {
  absolute: Absolute
  extractor: LineageProgram
  mappers: readonly LineageProgram[]
  loader: LineageProgram
  /** The streams as they left the extractor and as they reached the loader. */
  extracted: StreamColumns
  loaded: StreamColumns
  transform: TransformFacts | null
  /** False if only part of the pipeline was executed: selected streams, or only the transform. */
  whole: boolean
}

/** Derives from a successful execution where its data came from and went to. */
export function lineageOfExecution(facts: ExecutionFacts): LineageReport {
  const report = createReport()
  addLoad(report, facts)
  const { transform } = facts
  if (transform?.kind === 'sql') addSql(report, transform, facts.absolute)
  if (transform?.kind === 'dbt') addDbt(report, transform, facts.absolute)
  return report.done(facts.whole)
}

function addLoad(
  report: ReportBuilder,
  { absolute, extractor, mappers, loader, extracted, loaded }: ExecutionFacts,
): void {
  const [from, to] = [
    systemOf(extractor.plugin, extractor.settings, absolute),
    systemOf(loader.plugin, loader.settings, absolute),
  ]
  for (const [stream, columns] of extracted) {
    const mapped = changedBy(mappers, stream)
    const loadedColumns = loaded.get(mapped.stream)
    // A mapper dropped it, or renamed it in an unknown way.
    if (loadedColumns === undefined) continue
    const written = changedBy([loader], mapped.stream)
    const { certainty: sourceCertainty, ...source } = sourceOf(from, stream)
    const { certainty, ...destination } = destinationOf(loader, to, written.stream)
    const names = new Set(loadedColumns.map(({ name }) => name))
    report.flow(
      report.dataset({ ...source, columns: [...columns] }),
      report.dataset({ ...destination, columns: [...loadedColumns] }),
      {
        step: 'load',
        stream: mapped.stream,
        certainty: sourceCertainty === 'observed' ? certainty : 'inferred',
        sameNames: true,
        columns: [...mapped.renamed]
          .filter(([name]) => names.has(name))
          .map(([name, original]) => ({ from: original, to: name })),
      },
    )
  }
}

function addSql(
  report: ReportBuilder,
  { settings, flows }: Extract<TransformFacts, { kind: 'sql' }>,
  absolute: Absolute,
): void {
  const system = systemOf('sqlite', settings, absolute)
  for (const { to, from, columns, columnNames, elsewhere = {} } of flows) {
    const table = (name: string, columns: DatasetColumn[] = []) => {
      const external = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined
      const { namespace } =
        external === undefined ? system : systemOf('sqlite', { database: external.file }, absolute)
      return report.dataset({ kind: 'table', namespace, name: external?.table ?? name, columns: columns })
    }
    const target = table(
      to,
      columnNames.map((name) => ({ name, type: null })),
    )
    for (const source of from) {
      const sourceColumns = columns.filter((column) => column.table === source)
      report.flow(table(source), target, {
        step: 'transform',
        stream: null,
        certainty: 'observed',
        sameNames: false,
        columns: sourceColumns.map((column) => ({
          ...{ from: column.from, to: column.to },
          ...(column.computed === true && { computed: true }),
        })),
      })
    }
  }
}

function addDbt(
  report: ReportBuilder,
  { connection, lineage, built }: Extract<TransformFacts, { kind: 'dbt' }>,
  absolute: Absolute,
): void {
  const system = systemOf(lineage.adapter, connection, absolute)
  const relations = new Map(lineage.relations.map((relation) => [relation.id, relation]))
  const add = ({ kind, database, schema, name, columns }: DbtRelation) =>
    report.dataset({
      kind: 'table',
      namespace: system.namespace,
      name: tableName({ ...system, database: database ?? system.database }, name, schema ?? undefined),
      dbt: kind === 'source' ? null : kind,
      columns: [...columns],
    })
  for (const relation of lineage.relations) {
    if (!built.has(relation.id)) continue
    const target = add(relation)
    const names = new Set(relation.columns.map(({ name }) => name))
    for (const id of relation.from) {
      const parent = relations.get(id)
      if (parent === undefined) continue
      report.flow(add(parent), target, {
        step: 'transform',
        stream: null,
        // The parents of a model are as dbt compiled them. If its query could not be parsed, only equal names link columns.
        certainty: 'observed',
        sameNames: relation.origins === null && parent.columns.some(({ name }) => names.has(name)),
        columns: (relation.origins ?? [])
          .filter((origin) => origin.from === id)
          .map(({ column, to, computed }) => ({ from: column, to, ...(computed && { computed }) })),
      })
    }
  }
}
