import type { PipelineCreateInput } from '@flx/shared/pipeline'

/**
 * Three pipelines that work on the sample data, one of each type. `{samples}` stands for the folder of the data and
 * `{files}` for the working folder of the connectors; the server puts the paths in.
 */
export const SAMPLE_PIPELINES: readonly PipelineCreateInput[] = [
  {
    name: 'Sample: orders to JSON lines',
    description: 'Reads the orders of a small shop from CSV and appends what is new to a file of JSON lines.',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    tags: ['sample'],
    config: {
      'tap-csv': {
        files: [{ entity: 'orders', path: '{samples}/orders.csv', keys: ['id'] }],
        _metadata: { orders: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } },
      },
      'target-jsonl': { destination_path: '{files}/sample-jsonl' },
    },
  },
  {
    name: 'Sample: customers without personal data',
    description:
      'Hashes the e-mail addresses and drops the phone numbers of customers on their way into SQLite.',
    extractor: 'tap-csv',
    mappers: ['map-fields'],
    loader: 'target-sqlite',
    tags: ['sample'],
    config: {
      'tap-csv': { files: [{ entity: 'customers', path: '{samples}/customers.csv', keys: ['id'] }] },
      'map-fields': { streams: { customers: { hash: ['email'], drop: ['phone'] } } },
      'target-sqlite': { database: '{files}/sample-customers.db' },
    },
  },
  {
    name: 'Sample: daily revenue',
    description:
      'Loads orders and customers into SQLite and then builds a table of the revenue per day and country.',
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
      'target-sqlite': { database: '{files}/sample-shop.db' },
      'transform-sql': {
        database: '{files}/sample-shop.db',
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
]
