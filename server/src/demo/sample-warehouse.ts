import type { PipelineCreateInput } from '@flx/shared/pipelines/pipeline-body'

interface Places {
  database: string
  /** Folder of the sample data. */
  samples: string
}

type Part = Pick<PipelineCreateInput, 'mappers' | 'loader' | 'transform' | 'config'>

/**
 * Returns the configuration of pipelines that share a warehouse and build tables on each other's, so that there are
 * data flows to follow. Undefined for the others.
 */
export function warehouseConfig(name: string, { database, samples }: Places): Part | undefined {
  const reads = (entity: string) => ({ files: [{ entity, path: `${samples}/${entity}.csv`, keys: ['id'] }] })
  const into = (prefix: string) => ({ database, table_prefix: prefix })
  const builds = (...statements: string[]) => ({ database, statements })
  switch (name) {
    case 'shop: orders to warehouse':
      return {
        ...{ mappers: [], loader: 'target-sqlite' },
        config: { 'tap-shop': reads('orders'), 'target-sqlite': into('shop_') },
      }
    case 'crm: orders to warehouse':
      return {
        ...{ mappers: ['map-fields'], loader: 'target-sqlite' },
        config: {
          'tap-crm': reads('customers'),
          'map-fields': {
            streams: { customers: { hash: ['email'], drop: ['phone'], rename: { email: 'email_hash' } } },
          },
          'target-sqlite': into('crm_'),
        },
      }
    case 'billing: orders to warehouse':
      return {
        ...{ mappers: [], loader: 'target-sqlite', transform: 'transform-sql' },
        config: {
          'tap-billing': reads('orders'),
          'target-sqlite': into('billing_'),
          'transform-sql': builds(
            'drop table if exists daily_revenue',
            `create table daily_revenue as
             select substr(o.ordered_at, 1, 10) as day, c.country, count(*) as orders, sum(o.amount) as revenue
             from shop_orders o join crm_customers c on c.id = o.customer_id
             where o.status <> 'cancelled' group by 1, 2`,
            'drop table if exists customer_value',
            `create table customer_value as
             select c.id as customer_id, c.email_hash, c.country, sum(b.amount) as billed
             from crm_customers c join billing_orders b on b.customer_id = c.id group by 1, 2, 3`,
          ),
        },
      }
    case 'ads: orders to warehouse':
      return {
        ...{ mappers: [], loader: 'target-sqlite', transform: 'transform-sql' },
        config: {
          'tap-ads': reads('orders'),
          'target-sqlite': into('ads_'),
          'transform-sql': builds(
            'drop table if exists audiences',
            `create table audiences as
             select v.email_hash, v.country, v.billed, r.revenue as country_revenue
             from customer_value v join daily_revenue r on r.country = v.country`,
            `create view if not exists best_customers as
             select email_hash, billed from audiences where billed > 1000`,
          ),
        },
      }
    default:
      return undefined
  }
}
