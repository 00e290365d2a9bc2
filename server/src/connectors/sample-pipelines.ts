import type { PipelineCreateInput } from '@flx/shared/pipelines/pipeline-body'

/** A sample that takes about half a minute, to watch and to cancel. */
export const SLOW_SAMPLE = 'Sample: slow load'
/** A sample that fails until its key column is corrected. */
export const FAILING_SAMPLE = 'Sample: failing load'

/**
 * Pipelines that work on the sample data: one of each type, one to watch and one that fails. `{samples}` is the folder
 * of the data; the server fills in the path. Other paths are relative to the working folder of the connectors.
 */
export const SAMPLE_PIPELINES: readonly PipelineCreateInput[] = [
  {
    name: 'Sample: orders to JSON Lines',
    description: 'Reads the orders of a small shop from CSV and appends new ones to a JSON Lines file.',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    tags: ['sample'],
    config: {
      'tap-csv': {
        files: [{ entity: 'orders', path: '{samples}/orders.csv', keys: ['id'] }],
        _metadata: { orders: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } },
      },
      'target-jsonl': { destination_path: 'sample-jsonl' },
    },
  },
  {
    name: 'Sample: customers without personal data',
    description: 'Loads customers into SQLite, with e-mail addresses hashed and phone numbers dropped.',
    extractor: 'tap-csv',
    mappers: ['map-fields'],
    loader: 'target-sqlite',
    tags: ['sample'],
    config: {
      'tap-csv': { files: [{ entity: 'customers', path: '{samples}/customers.csv', keys: ['id'] }] },
      'map-fields': { streams: { customers: { hash: ['email'], drop: ['phone'] } } },
      'target-sqlite': { database: 'sample-customers.db' },
    },
  },
  {
    name: 'Sample: daily revenue',
    description:
      'Loads orders and customers into SQLite, then builds a table of revenue per day and country.',
    extractor: 'tap-csv',
    loader: 'target-sqlite',
    transform: 'transform-sql',
    tags: ['sample'],
    config: {
      'tap-csv': {
        files: [
          { entity: 'customers', path: '{samples}/customers.csv', keys: ['id'] },
          { entity: 'orders', path: '{samples}/orders.csv', keys: ['id'] },
        ],
      },
      'target-sqlite': { database: 'sample-shop.db' },
      'transform-sql': {
        database: 'sample-shop.db',
        statements: [
          'drop table if exists daily_revenue',
          `create table daily_revenue as
           select substr(orders.ordered_at, 1, 10) as day, customers.country, count(*) as orders,
                  round(sum(orders.amount), 2) as revenue
           from orders join customers on customers.id = orders.customer_id
           where orders.status <> 'cancelled'
           group by 1, 2 order by 1, 2`,
        ],
      },
    },
  },
  {
    name: SLOW_SAMPLE,
    description: 'Reads 2,400 orders in about 30 seconds, so there is something to watch and to cancel.',
    extractor: 'tap-csv',
    loader: 'target-sqlite',
    tags: ['sample'],
    config: {
      'tap-csv': {
        files: [{ entity: 'orders', path: '{samples}/orders.csv', keys: ['id'] }],
        records_per_second: 80,
      },
      'target-sqlite': { database: 'sample-slow.db' },
    },
  },
  {
    name: FAILING_SAMPLE,
    description: 'Fails on purpose: its key column is misspelt. Set "keys" to ["id"] and run it again.',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    tags: ['sample'],
    config: {
      'tap-csv': { files: [{ entity: 'customers', path: '{samples}/customers.csv', keys: ['customer_no'] }] },
      'target-jsonl': { destination_path: 'sample-failure' },
    },
  },
]
