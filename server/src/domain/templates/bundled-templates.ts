import { templateContentSchema, type TemplateContent } from '@flx/shared/templates/template'
import type * as z from 'zod'

/** A template bundled with the product. Its id never changes: pipelines refer to it. */
export interface BundledTemplate {
  id: string
  name: string
  description: string
  content: TemplateContent
}

const template = (
  number: number,
  name: string,
  description: string,
  content: z.input<typeof templateContentSchema>,
): BundledTemplate => ({
  id: `018f5e00-0000-7000-8000-${String(number).padStart(12, '0')}`,
  name,
  description,
  content: templateContentSchema.parse(content),
})

const CUSTOMER = { name: 'customer', help: 'Whose data it is; part of the name.' } as const
const SCHEDULE = {
  name: 'schedule',
  kind: 'cron',
  default: '0 2 * * *',
  required: false,
  help: 'When it starts, in UTC.',
} as const
const CSV = [
  { name: 'path', pattern: '*.csv', help: 'The CSV file on the server.' },
  { name: 'stream', default: 'records', help: 'What the records are called.' },
  { name: 'key', default: 'id', help: 'The column that identifies a record.' },
] as const
const CSV_FILES = {
  files: [{ entity: '${params.stream}', path: '${params.path}', keys: ['${params.key}'] }],
}
/** Spreads starts at the same time over an hour. */
const NIGHTLY = { schedule: '${params.schedule}', retryAttempts: 2, startWindowSeconds: 3600 } as const

const POSTGRES_SOURCE = [
  { name: 'source_host', help: 'Host name of the source database.' },
  { name: 'source_database' },
  { name: 'source_user' },
  { name: 'source_password', kind: 'secret' },
] as const
const TAP_POSTGRES = {
  host: '${params.source_host}',
  database: '${params.source_database}',
  user: '${params.source_user}',
  password: '${params.source_password}',
}

/** Common pairs. Those with bundled connectors need no network; the others need plugins to be added first. */
export const BUNDLED_TEMPLATES: readonly BundledTemplate[] = [
  template(
    1,
    'CSV to JSON Lines',
    'Reads a CSV file and appends its records to a JSON Lines file. Works without a network.',
    {
      naming: '{customer}: {stream} to JSON Lines',
      parameters: [CUSTOMER, ...CSV, SCHEDULE],
      body: {
        ...NIGHTLY,
        extractor: 'tap-csv',
        loader: 'target-jsonl',
        config: { 'tap-csv': CSV_FILES, 'target-jsonl': { destination_path: '${params.customer}' } },
      },
    },
  ),
  template(2, 'CSV to SQLite', 'Reads a CSV file into a table of a SQLite file. Works without a network.', {
    naming: '{customer}: {stream} to SQLite',
    parameters: [CUSTOMER, ...CSV, SCHEDULE],
    body: {
      ...NIGHTLY,
      extractor: 'tap-csv',
      loader: 'target-sqlite',
      config: { 'tap-csv': CSV_FILES, 'target-sqlite': { database: '${params.customer}.db' } },
    },
  }),
  template(
    3,
    'CSV to SQLite, one field hashed',
    'Like CSV to SQLite, with one field of each record hashed on the way. Works without a network.',
    {
      naming: '{customer}: {stream} to SQLite',
      parameters: [
        CUSTOMER,
        ...CSV,
        { name: 'hashed_field', default: 'email', help: 'The field to hide, such as an e-mail address.' },
        { name: 'salt', kind: 'secret', required: false, help: 'Makes the hashes hard to guess.' },
        SCHEDULE,
      ],
      body: {
        ...NIGHTLY,
        extractor: 'tap-csv',
        mappers: ['map-fields'],
        loader: 'target-sqlite',
        config: {
          'tap-csv': CSV_FILES,
          'map-fields': {
            streams: { '*': { hash: ['${params.hashed_field}'] } },
            hash_salt: '${params.salt}',
          },
          'target-sqlite': { database: '${params.customer}.db' },
        },
      },
      locked: ['config.map-fields.streams'],
    },
  ),
  template(
    4,
    'PostgreSQL replica',
    'Copies a PostgreSQL database to another one. Needs the plugins tap-postgres and target-postgres.',
    {
      naming: '{customer}: PostgreSQL replica',
      parameters: [
        CUSTOMER,
        ...POSTGRES_SOURCE,
        { name: 'target_host', help: 'Host name of the destination.' },
        { name: 'target_database' },
        { name: 'target_user' },
        { name: 'target_password', kind: 'secret' },
        { name: 'target_schema', default: 'public' },
        SCHEDULE,
      ],
      body: {
        ...NIGHTLY,
        extractor: 'tap-postgres',
        loader: 'target-postgres',
        config: {
          'tap-postgres': TAP_POSTGRES,
          'target-postgres': {
            host: '${params.target_host}',
            database: '${params.target_database}',
            user: '${params.target_user}',
            password: '${params.target_password}',
            default_target_schema: '${params.target_schema}',
          },
        },
      },
    },
  ),
  template(
    5,
    'PostgreSQL to JSON Lines',
    'Appends the tables of a PostgreSQL database to JSON Lines files. Needs the plugin tap-postgres.',
    {
      naming: '{customer}: PostgreSQL to JSON Lines',
      parameters: [CUSTOMER, ...POSTGRES_SOURCE, SCHEDULE],
      body: {
        ...NIGHTLY,
        extractor: 'tap-postgres',
        loader: 'target-jsonl',
        config: { 'tap-postgres': TAP_POSTGRES, 'target-jsonl': { destination_path: '${params.customer}' } },
      },
    },
  ),
]
