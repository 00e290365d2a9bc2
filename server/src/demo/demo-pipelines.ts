import { pipelineCreateSchema, type PipelineCreate } from '@flx/shared/pipelines/pipeline-body'
import { pluginCreateSchema, type PluginCreate } from '@flx/shared/plugins/plugin'

import { createRandom } from './random.ts'
import { warehouseConfig } from './sample-warehouse.ts'

const SOURCES = ['shop', 'crm', 'billing', 'support', 'ads', 'erp', 'hr', 'web-analytics'] as const
const SUBJECTS = [
  'orders',
  'customers',
  'invoices',
  'contacts',
  'tickets',
  'campaigns',
  'stock levels',
  'payments',
  'visits',
  'refunds',
  'subscriptions',
  'price lists',
  'shipments',
] as const
const TARGETS = ['warehouse', 'lake', 'archive', 'finance mart'] as const
const ZONES = ['UTC', 'Europe/Zurich', 'Europe/London', 'America/New_York', 'Asia/Tokyo'] as const

const OWNERS = ['Mara Keller', 'Tomas Brandt', 'Lena Wolff', 'Anika Novak', 'Data platform'] as const

const extractorOf = (source: string): string => `tap-${source}`

/** Creates extractors that are the bundled tap-csv under other names: one per source, each with its own settings. */
export function demoPlugins(samplesFolder: string): PluginCreate[] {
  return SOURCES.map((source) =>
    pluginCreateSchema.parse({
      name: extractorOf(source),
      type: 'extractor',
      label: `Demonstration: ${source}`,
      description: 'Reads the bundled sample data instead of a real source.',
      inheritFrom: 'tap-csv',
      settings: { files: [{ entity: 'orders', path: `${samplesFolder}/orders.csv`, keys: ['id'] }] },
    }),
  )
}

/**
 * Creates pipelines that really run: on the sample data, into the working folder of the connectors. Their paths are
 * relative to it, so that a copied data folder writes into itself.
 */
export function demoPipelines(count: number, samples: string): PipelineCreate[] {
  const random = createRandom(7)
  return Array.from({ length: count }, (_pipeline, index) => {
    const source = SOURCES[index % SOURCES.length] ?? SOURCES[0]
    const subject = SUBJECTS[Math.floor(index / SOURCES.length) % SUBJECTS.length] ?? SUBJECTS[0]
    const target =
      TARGETS[Math.floor(index / (SOURCES.length * SUBJECTS.length)) % TARGETS.length] ?? TARGETS[0]
    const loader = random.next() < 0.5 ? 'target-jsonl' : 'target-sqlite'
    const folder = `demo/${index + 1}`
    const minute = Math.floor(random.next() * 60)
    const hour = Math.floor(random.next() * 24)
    const frequency = random.next()
    const mappers = random.next() < 0.2 ? ['map-fields'] : []
    const name = `${source}: ${subject} to ${target}${index >= 416 ? ` ${index}` : ''}`
    return pipelineCreateSchema.parse({
      name,
      description: `Demonstration: loads ${subject} from ${source} into the ${target}.`,
      extractor: extractorOf(source),
      mappers,
      loader,
      config: {
        [loader]: loader === 'target-jsonl' ? { destination_path: folder } : { database: `${folder}.db` },
        ...(mappers.length === 0 ? {} : { 'map-fields': { streams: { orders: { hash: ['customer_id'] } } } }),
      },
      // Mostly once a day, so that a demonstration does not keep its machine busy.
      schedule: frequency < 0.1 ? `${minute} */2 * * *` : frequency < 0.9 ? `${minute} ${hour} * * *` : '',
      timezone: random.pick(ZONES),
      isActive: random.next() < 0.92,
      owner: random.next() < 0.9 ? random.pick(OWNERS) : '',
      ...tagsAndPriority(source, target, random.next() < 0.15),
      ...warehouseConfig(name, { database: 'demo/warehouse.db', samples }),
    })
  })
}

/** The tables that others are built from come first (see `sample-warehouse.ts`). */
const WAREHOUSE_PREDECESSORS: Record<string, string> = {
  'crm: orders to warehouse': 'shop: orders to warehouse',
  'billing: orders to warehouse': 'crm: orders to warehouse',
  'ads: orders to warehouse': 'billing: orders to warehouse',
}
const PREDECESSOR_SUBJECTS: Record<string, string> = {
  invoices: 'customers',
  payments: 'invoices',
  refunds: 'invoices',
}

/** Returns the name of the pipeline that this one starts after. Undefined for pipelines with a schedule. */
export function predecessorOf(name: string): string | undefined {
  const [, source = '', subject = ''] = /^([\w-]+): (\w+) to warehouse$/.exec(name) ?? []
  const subjectBefore = PREDECESSOR_SUBJECTS[subject]
  return (
    WAREHOUSE_PREDECESSORS[name] ??
    (subjectBefore === undefined ? undefined : `${source}: ${subjectBefore} to warehouse`)
  )
}

/** Critical pipelines go first, and archives can wait. */
const tagsAndPriority = (source: string, target: string, isCritical: boolean) => ({
  tags: ['demo', source, ...(isCritical ? ['critical'] : [])],
  priority: isCritical ? 'high' : target === 'archive' ? 'low' : 'normal',
})
