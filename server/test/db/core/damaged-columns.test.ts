import { readdir, readFile } from 'node:fs/promises'

import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { damageChannel, type Damage } from '../../../src/adapters/db/core/rows/json.ts'
import { DAMAGED_COLUMNS, META_NAMES } from '../../support/database/damaged-columns.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { fill } from '../../support/database/every-table.ts'
import { readEveryTable } from '../../support/database/read-every-table.ts'
import { EVERYTHING, oneOfEach } from '../../support/sweep.ts'

/** Columns that are read verbatim and only shown; errands, which live for seconds: a damaged one fails. */
const TEXT = new Set(['errand.request', 'errand.answer', 'saved_view.query'])

/** The interface of columns that the table's own interface extends. */
const TABLE_OF: Record<string, string> = { ExecutionBucketRow: 'execution_bucket', PluginRow: 'plugin' }

/** Notes what is reported as damaged while it reads. */
async function namedBy(read: () => Promise<unknown>): Promise<Set<string>> {
  const named = new Set<string>()
  const hear = (damage: unknown) => {
    const { table, column } = damage as Damage
    named.add(`${table}.${column}`)
  }
  damageChannel.subscribe(hear)
  try {
    await read()
  } finally {
    damageChannel.unsubscribe(hear)
  }
  return named
}

/** Tables whose key is not `id`. */
const KEYS: Record<string, string[]> = {
  plugin_lock: ['plugin_id'],
  plugin_rollback: ['plugin_id'],
  hub_document: ['url'],
  transform_part: ['execution_id'],
  event: ['seq'],
  log_chunk: ['execution_id', 'first_line'],
  pipeline_state: ['pipeline_id', 'version'],
  pipeline_catalog: ['pipeline_id'],
  execution_bucket: ['pipeline_id', 'bucket_at'],
  fleet_rollup: ['span_hours', 'bucket_at'],
  meta: ['name'],
  node: ['name'],
  template_version: ['template_id', 'version'],
  project_origin: ['project_id', 'element'],
  foreign_run: ['job_id', 'run_id'],
}

/** Damages every row of a column; returns a function that restores them. */
async function damageAll({ database: { db } }: TestDatabase, table: string, column: string, damage: string) {
  const keys = KEYS[table] ?? ['id']
  const those =
    table === 'meta' ? sql`name in (${sql.join(META_NAMES)})` : sql`${sql.ref(column)} is not null`
  const { rows } = await sql<Record<string, string>>`
    select * from ${sql.table(table)} where ${those}`.execute(db)
  expect(rows.length).toBeGreaterThan(0)
  const set = sql`update ${sql.table(table)} set ${sql.ref(column)} =`
  await sql`${set} ${damage} where ${those}`.execute(db)
  return async () => {
    for (const row of rows) {
      const same = keys.map((key) => sql`${sql.ref(key)} = ${row[key]}`)
      await sql`${set} ${row[column]} where ${sql.join(same, sql` and `)}`.execute(db)
    }
  }
}

describeDialects('damage in a column', (open, dialect) => {
  it('affects nothing else, wherever it is, and is named', { timeout: 120_000 }, async () => {
    await using test = await open()
    const filled = await fill(test.stores)
    const whole = await readEveryTable(test.stores, filled)
    expect(Object.entries(whole).filter(([, count]) => count === 0)).toEqual([])
    const columns = oneOfEach(DAMAGED_COLUMNS, ({ table }) => table)
    for (const { table, column, damages } of columns) {
      // The content of a sealed value can be damaged as well; any JSON can be a state.
      const inside = damages.includes('not sealed')
        ? ['{"cut off', table === 'pipeline_state' ? '' : '7']
        : []
      const all = [...damages, ...inside.map((text) => test.secretBox.seal(text))]
      // What reads the columns is the same on both: the second one shows what its statements do with damage.
      for (const damage of EVERYTHING || dialect === 'sqlite' ? all : all.slice(0, 1)) {
        const undo = await damageAll(test, table, column, damage)
        const named = await namedBy(async () => {
          expect.soft({ table, column, damage, ...(await readEveryTable(test.stores, filled)) }).toEqual({
            table,
            column,
            damage,
            ...whole,
          })
        })
        const place = `${table}.${column}`
        expect.soft([...named], place).toEqual(TEXT.has(place) ? [] : [place])
        await undo()
      }
    }
    expect(await namedBy(() => readEveryTable(test.stores, filled))).toEqual(new Set())
  })
})

it('every column that is JSON, sealed or packed is in the table of damage', async () => {
  const core = new URL('../../../src/adapters/db/core/', import.meta.url)
  const rooms = (await readdir(new URL('schema/', core))).map((name) => `schema/${name}`)
  const files = ['schema.ts', ...rooms].map((name) => readFile(new URL(name, core), 'utf8'))
  const schema = (await Promise.all(files)).join('\n')
  const tables = new Map(
    [...schema.matchAll(/^ {2}(\w+): (\w+(?:Row|Table))$/gm)].map(([, table = '', type = '']) => [
      type,
      table,
    ]),
  )
  const found = [...schema.matchAll(/^(?:export )?interface (\w+)[^{]*\{\n(.*?)^\}/gms)].flatMap(
    ([, type = '', body = '']) =>
      [...body.matchAll(/^ {2}(\w+): .*\b(?:Json|Sealed|Packed)Text\b/gm)].map(
        ([, column = '']) => `${tables.get(type) ?? TABLE_OF[type] ?? type}.${column}`,
      ),
  )
  expect(found.length).toBeGreaterThan(30)
  const known = new Set(DAMAGED_COLUMNS.map(({ table, column }) => `${table}.${column}`))
  expect(found.filter((place) => !known.has(place))).toEqual([])
})
