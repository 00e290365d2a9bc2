import type * as Sdk from '@polyglot-sql/sdk'

/** A table as a query names it, `database.schema.table` without quotes, and its known columns. */
export interface QueryTable {
  name: string
  columns: readonly string[]
}

/** A column of a query's result. */
interface QueryColumn {
  /** Null if the query does not name it. */
  name: string | null
  /** Columns of tables that its value is made from; empty for a constant, and if they cannot be determined. */
  from: { table: string; column: string }[]
  /** Its value can differ from that of the column it is made from. */
  computed: boolean
}

/** Determines the columns of a query's result; null if they cannot be read reliably. */
export type ReadQuery = (sql: string, dialect: string, tables: readonly QueryTable[]) => QueryColumn[] | null

/** A longer query is not read. */
const MAX_CHARACTERS = 200_000
/** The parser's names for databases that are called differently elsewhere; unknown ones are parsed generically. */
const DIALECTS: Partial<Record<string, string>> = {
  ...{ postgres: 'postgresql', sqlserver: 'tsql', synapse: 'tsql', fabric: 'fabric', athena: 'athena' },
  ...{ duckdb: 'duckdb', sqlite: 'sqlite', snowflake: 'snowflake', bigquery: 'bigquery', mysql: 'mysql' },
  ...{ redshift: 'redshift', databricks: 'databricks', spark: 'spark', trino: 'trino', oracle: 'oracle' },
  ...{ clickhouse: 'clickhouse', mariadb: 'mysql', singlestore: 'singlestore', teradata: 'teradata' },
}

/** Loads the parser: WebAssembly of about 20 MB, so only if there is something to read. */
export async function loadQueryReader(): Promise<ReadQuery> {
  const sdk = await import('@polyglot-sql/sdk')
  return (sql, dialect, tables) => {
    if (sql.length > MAX_CHARACTERS) return null
    try {
      return columnsOf(sdk, sql, DIALECTS[dialect] ?? 'generic', tables)
    } catch {
      return null
    }
  }
}

function columnsOf(
  sdk: typeof Sdk,
  sql: string,
  dialect: string,
  tables: readonly QueryTable[],
): QueryColumn[] | null {
  const schema = {
    tables: tables.map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => ({ name: column, type: '' })),
    })),
  }
  const { analysis } = sdk.analyzeQuery(sql, { dialect, schema })
  if (analysis === undefined || analysis === null) return null
  const { projections, relations, setOperations, cteFacts } = analysis
  // The right side of EXCEPT and INTERSECT determines rows, but is not an origin.
  if (setOperations.some(({ branches }) => branches.some(({ role }) => role !== 'value'))) return null
  if (projections.some(({ isStar }) => isStar)) return null
  const isNested = relations.some(({ kind }) => kind === 'cte' || kind === 'derived_table')
  const tableBehind = new Map(
    cteFacts.flatMap(({ name, bodySql }) => {
      const table = wholeTable(sdk, bodySql, dialect)
      return table === null ? [] : [[name.toLowerCase(), table] as const]
    }),
  )
  return projections.map(({ name, upstream, transformKind }): QueryColumn => {
    const from = upstream.map((origin) => {
      if (origin.confidence !== 'resolved' || origin.table === undefined) return null
      if (origin.sourceKind === 'table') return { table: origin.table, column: origin.column }
      const table = tableBehind.get(origin.table.toLowerCase())
      return origin.sourceKind !== 'cte' || table === undefined ? null : { table, column: origin.column }
    })
    const origins = from.filter((origin) => origin !== null)
    return {
      name: name ?? null,
      // If only some of its origins are known, none is given.
      from: origins.length < from.length ? [] : origins,
      computed: transformKind !== 'direct' || isNested,
    }
  })
}

/** Returns the table that a query takes unchanged and complete. */
function wholeTable(sdk: typeof Sdk, sql: string, dialect: string): string | null {
  const { analysis } = sdk.analyzeQuery(sql, { dialect })
  const [projection] = analysis?.projections ?? []
  const [relation] = analysis?.relations ?? []
  const isWhole = analysis?.projections.length === 1 && analysis.relations.length === 1
  return isWhole && projection?.isStar === true && relation?.kind === 'table' ? relation.name : null
}
