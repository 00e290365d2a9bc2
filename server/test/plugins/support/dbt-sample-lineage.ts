import type { Certainty, DatasetColumn, Flow } from '@flx/shared/lineage/lineage'

interface Told {
  datasets: readonly { id: string; name: string; dbt: string | null; columns: readonly DatasetColumn[] }[]
  flows: readonly (Pick<Flow, 'from' | 'to' | 'columns' | 'sameNames'> & { certainty: Certainty })[]
}

/**
 * Written manually from the SQL of the sample project: the columns of each of its models, and their origins. A star
 * stands for a computed column, and for a missing source of information.
 */
export const DBT_SAMPLE = {
  'warehouse.main.countries (seed)': { columns: ['code VARCHAR', 'name VARCHAR'], from: [] },
  'warehouse.main.stg_customers (model)': {
    columns: ['customer_id INTEGER', 'name VARCHAR', 'country_code VARCHAR'],
    from: [
      'warehouse.tap_csv.customers.country = country_code',
      'warehouse.tap_csv.customers.id = customer_id *',
      'warehouse.tap_csv.customers.name = name',
    ],
  },
  'warehouse.main.stg_orders (model)': {
    columns: [
      ...['order_id INTEGER', 'customer_id INTEGER', 'amount DECIMAL(12,2)', 'status VARCHAR'],
      'ordered_at TIMESTAMP',
    ],
    from: [
      'warehouse.tap_csv.orders.amount = amount *',
      'warehouse.tap_csv.orders.customer_id = customer_id *',
      'warehouse.tap_csv.orders.id = order_id *',
      'warehouse.tap_csv.orders.ordered_at = ordered_at *',
      'warehouse.tap_csv.orders.status = status',
    ],
  },
  'warehouse.main.daily_revenue (model)': {
    columns: ['day DATE', 'country VARCHAR', 'orders BIGINT', 'revenue DECIMAL(38,2)'],
    from: [
      'warehouse.main.countries.name = country',
      'warehouse.main.stg_customers: no column, for it only joins',
      'warehouse.main.stg_orders.amount = revenue *',
      'warehouse.main.stg_orders.ordered_at = day *',
    ],
  },
}

/** The reported models of a project, in the form of the expectation. */
export function dbtModelsIn({
  datasets,
  flows,
}: Told): Record<string, { columns: string[]; from: string[] }> {
  const names = new Map(datasets.map(({ id, name }) => [id, name]))
  return Object.fromEntries(
    datasets
      .filter(({ dbt }) => dbt !== null)
      .map(({ id, name, dbt, columns }) => [
        `${name} (${dbt})`,
        {
          columns: columns.map((column) => `${column.name} ${column.type}`),
          from: flows
            .filter(({ to }) => to === id)
            .flatMap(({ from, columns: pairs, sameNames, certainty }) => {
              const source = `${names.get(from)}${certainty === 'observed' ? '' : ' (inferred)'}${sameNames ? ' (by name)' : ''}`
              if (pairs.length === 0) return [`${source}: no column, for it only joins`]
              return pairs.map((pair) => `${source}.${pair.from} = ${pair.to}${pair.computed ? ' *' : ''}`)
            })
            .toSorted(),
        },
      ]),
  )
}
