import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'

import type { JsonObject } from '@flx/shared/json/json'

import type { MariaDb } from './mariadb.ts'
import { CHANGED_PEOPLE, FIRST_PEOPLE, REMOVED_PEOPLE, type Person } from './people.ts'
import type { PostgresDatabase } from './postgres.ts'

/** A system with people in it. `change` adds, changes and, with `remove`, removes some. */
export interface Source {
  change(options?: { remove: boolean }): Promise<void>
}

const text = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)

/** Schema `shop`: people, a table with an odd name, and an empty one. */
export async function postgresPeople(db: PostgresDatabase): Promise<Source> {
  await db.query('create schema shop')
  await db.query(`create table shop.people (id bigint primary key, name text, amount numeric(38,10),
    born timestamptz, doc jsonb, "Mixed Case" text, "dot.ted" text, unknown_yet text, updated_at timestamptz not null)`)
  await db.query(
    'create table shop."Odd Table" (id int primary key, "Value" text, updated_at timestamptz not null)',
  )
  await db.query('create table shop.empty_table (id int primary key, updated_at timestamptz not null)')
  const put = (people: readonly Person[]): Promise<unknown> =>
    db.query(
      `insert into shop.people select * from json_populate_recordset(null::shop.people, $1)
       on conflict (id) do update set "Mixed Case" = excluded."Mixed Case", updated_at = excluded.updated_at`,
      [JSON.stringify(people.map((one) => ({ ...one, doc: JSON.parse(one.doc) as unknown })))],
    )
  await put(FIRST_PEOPLE)
  await db.query(`insert into shop."Odd Table" select n, 'ü ' || n, '2026-01-01'::timestamptz + n * interval '1 minute'
    from generate_series(1, 5) n`)
  return {
    async change(options) {
      await put(CHANGED_PEOPLE)
      await db.query(`insert into shop."Odd Table" values (6, 'six', '2026-02-01')`)
      if (options?.remove === true) {
        await db.query('delete from shop.people where id = any($1::bigint[])', [
          REMOVED_PEOPLE.map(({ id }) => id),
        ])
      }
    },
  }
}

/** The same in MariaDB, in its one database. */
export async function mariaPeople(db: MariaDb): Promise<Source> {
  const use = `use ${db.database};`
  const moment = (value: string): string => text(value.replace('T', ' ').replace('Z', ''))
  const slashes = (value: string | null): string => text(value).replaceAll('\\', String.raw`\\`)
  const put = (people: readonly Person[]): Promise<unknown> =>
    db.query(
      `${use} ${people
        .map(
          (one) =>
            `insert into people values (${one.id}, ${slashes(one.name)}, ${one.amount}, ${moment(one.born)}, ${slashes(one.doc)},
             ${text(one['Mixed Case'])}, ${text(one['dot.ted'])}, null, ${moment(one.updated_at)})
             on duplicate key update \`Mixed Case\` = values(\`Mixed Case\`), updated_at = values(updated_at)`,
        )
        .join(';')}`,
    )
  await db.query(`${use} create table people (id bigint primary key, name varchar(100), amount decimal(38,10),
    born datetime(6), doc json, \`Mixed Case\` varchar(20), \`dot.ted\` varchar(20), unknown_yet varchar(10), updated_at datetime(6) not null);
    create table \`Odd Table\` (id int primary key, \`Value\` varchar(20), updated_at datetime not null);
    create table empty_table (id int primary key, updated_at datetime not null)`)
  await put(FIRST_PEOPLE)
  await db.query(
    `${use} insert into \`Odd Table\` values ${[1, 2, 3, 4, 5]
      .map((n) => `(${n}, 'ü ${n}', '2026-01-01 00:0${n}:00')`)
      .join(',')}`,
  )
  return {
    async change(options) {
      await put(CHANGED_PEOPLE)
      await db.query(`${use} insert into \`Odd Table\` values (6, 'six', '2026-02-01')`)
      if (options?.remove === true) {
        await db.query(
          `${use} delete from people where id in (${REMOVED_PEOPLE.map(({ id }) => id).join(',')})`,
        )
      }
    },
  }
}

/** A person as JSON documents have it: numbers with all their digits. */
const document = ({ id, amount, doc, ...rest }: Person): string =>
  `${JSON.stringify(rest).slice(0, -1)},"id":${id},"amount":${amount},"doc":${doc}}`

/** An API that returns the people changed since `?since=`. */
export async function restPeople(): Promise<Source & AsyncDisposable & { url: string; asked: string[] }> {
  let people: Person[] = [...FIRST_PEOPLE]
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://x')
    asked.push(searchParams.toString())
    const since = searchParams.get('since') ?? ''
    const offset = Number(searchParams.get('offset') ?? 0)
    const answer =
      offset > 0 ? [] : people.filter(({ updated_at: at }) => at.slice(0, 19) >= since.slice(0, 19))
    response
      .setHeader('content-type', 'application/json')
      .end(`{"people":[${answer.map(document).join(',')}],"none":[]}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked,
    async change() {
      people = [...FIRST_PEOPLE.slice(5), ...CHANGED_PEOPLE].sort((one, other) =>
        one.updated_at < other.updated_at ? -1 : 1,
      )
      await Promise.resolve()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Files of JSON lines; a change is a second, newer one. */
export function jsonlPeople(folder: string): Source & { glob: string } {
  mkdirSync(folder, { recursive: true })
  const put = (name: string, people: readonly Person[], at: string): void => {
    const file = join(folder, name)
    writeFileSync(file, `${people.map(document).join('\n')}\n`)
    utimesSync(file, new Date(at), new Date(at))
  }
  put('first.jsonl', FIRST_PEOPLE, '2026-01-01')
  return {
    glob: join(folder, '*.jsonl'),
    async change() {
      put('second.jsonl', CHANGED_PEOPLE, '2026-02-01')
      await Promise.resolve()
    },
  }
}

export const PEOPLE_SCHEMA: JsonObject = {
  properties: {
    id: { type: ['integer'] },
    name: { type: ['string', 'null'] },
    amount: { type: ['number', 'null'] },
    born: { type: ['string', 'null'], format: 'date-time' },
    doc: { type: ['object', 'null'] },
    'Mixed Case': { type: ['string', 'null'] },
    'dot.ted': { type: ['string', 'null'] },
    unknown_yet: { type: ['string', 'null'] },
    updated_at: { type: ['string', 'null'], format: 'date-time' },
  },
}

/** A recorded stream of Singer messages. */
export function singerPeople(folder: string): Source & { file: string } {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'people.singer.jsonl')
  const put = (people: readonly Person[]): void =>
    writeFileSync(
      file,
      `${[
        JSON.stringify({ type: 'SCHEMA', stream: 'people', key_properties: ['id'], schema: PEOPLE_SCHEMA }),
        ...people.map((one) => `{"type":"RECORD","stream":"people","record":${document(one)}}`),
        JSON.stringify({ type: 'STATE', value: { bookmarks: { people: { rows: people.length } } } }),
      ].join('\n')}\n`,
    )
  put(FIRST_PEOPLE)
  return {
    file,
    async change() {
      put(CHANGED_PEOPLE)
      await Promise.resolve()
    },
  }
}
