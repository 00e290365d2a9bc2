import { beforeAll, describe, expect, it } from 'vitest'

import { loadQueryReader, type ReadQuery } from '../../src/connectors/stores/query-columns.ts'

let read: ReadQuery
beforeAll(async () => {
  read = await loadQueryReader()
})

const TABLES = [
  { name: 'db.shop.orders', columns: ['id', 'buyer', 'amount', 'at'] },
  { name: 'db.shop.buyers', columns: ['id', 'name', 'mail'] },
]
const [ORDERS, BUYERS] = ['db.shop.orders', 'db.shop.buyers']

/** `name = origins`, a star for a computed column; null when the query cannot be read. */
function columns(sql: string, dialect = 'duckdb', tables = TABLES): string[] | null {
  const found = read(sql, dialect, tables)
  return (
    found?.map(({ name, from, computed }) => {
      const origins = from.map(({ table, column }) => `${table.split('.').at(-1)}.${column}`).toSorted()
      return `${name} = ${origins.join(' ')}${computed ? '*' : ''}`
    }) ?? null
  )
}

describe('columns of a query', () => {
  it.each([
    [
      'names and aliases',
      `select id, amount as total from ${ORDERS}`,
      ['id = orders.id', 'total = orders.amount'],
    ],
    ['quoted names', `select "id" as "Order No" from "db"."shop"."orders" as "O"`, ['Order No = orders.id']],
    ['everything', `select * from ${BUYERS}`, ['id = buyers.id', 'name = buyers.name', 'mail = buyers.mail']],
    [
      'everything of one',
      `select b.*, o.at from ${ORDERS} o join ${BUYERS} b on b.id = o.buyer`,
      ['id = buyers.id', 'name = buyers.name', 'mail = buyers.mail', 'at = orders.at'],
    ],
    [
      'CTEs',
      `with a as (select id, amount from ${ORDERS}), b as (select id, amount * 2 as twice from a) select id, twice from b`,
      ['id = orders.id*', 'twice = orders.amount*'],
    ],
    [
      'a CTE that takes all of a table',
      `with src as (select * from ${BUYERS}) select mail from src`,
      ['mail = buyers.mail*'],
    ],
    [
      'UNION',
      `select id, at from ${ORDERS} union all select id, mail from ${BUYERS}`,
      ['id = buyers.id orders.id', 'at = buyers.mail orders.at'],
    ],
    [
      'a query in FROM',
      `select t.total from (select sum(amount) as total from ${ORDERS}) t`,
      ['total = orders.amount*'],
    ],
    [
      'a query in WHERE, which is no origin',
      `select id from ${ORDERS} where buyer in (select id from ${BUYERS})`,
      ['id = orders.id'],
    ],
    [
      'a query in SELECT',
      `select o.id, (select max(mail) from ${BUYERS}) as m from ${ORDERS} o`,
      ['id = orders.id', 'm = buyers.mail*'],
    ],
    [
      'windows',
      `select id, row_number() over (partition by buyer order by at) as n from ${ORDERS}`,
      ['id = orders.id', 'n = orders.at orders.buyer*'],
    ],
    [
      'constants',
      `select 1 as one, 'select mail from buyers' as text, current_date as day from ${ORDERS} -- , mail`,
      ['one = *', 'text = *', 'day = *'],
    ],
    ['comments', `select /* mail, */ id -- , name from x\n from ${BUYERS}`, ['id = buyers.id']],
    [
      'CASE and COALESCE',
      `select case when amount > 3 then buyer else id end as c, coalesce(at, now()) as t from ${ORDERS}`,
      ['c = orders.amount orders.buyer orders.id*', 't = orders.at*'],
    ],
  ])('reads %s', (_, sql, expected) => {
    expect(columns(sql)).toEqual(expected)
  })

  it('reads fragments of each dialect', () => {
    expect(
      columns(`select amount::numeric(10,2) as a, at at time zone 'UTC' as t from ${ORDERS}`, 'postgres'),
    ).toEqual(['a = orders.amount*', 't = orders.at*'])
    expect(columns('select id, safe_cast(amount as numeric) as a from `db.shop.orders`', 'bigquery')).toEqual(
      ['id = orders.id', 'a = orders.amount*'],
    )
    expect(
      columns(
        `select id, iff(amount > 0, 1, 0) as pos from ${ORDERS} qualify row_number() over (partition by buyer order by at) = 1`,
        'snowflake',
        [],
      ),
    ).toEqual(['id = orders.id', 'pos = orders.amount*'])
    expect(
      columns(`select id, amount from ${ORDERS} qualify rank() over (order by at) = 1`, 'duckdb'),
    ).toEqual(['id = orders.id', 'amount = orders.amount'])
    expect(columns('select top 5 [id] from [db].[shop].[orders]', 'sqlserver')).toEqual(['id = orders.id'])
    expect(columns('select `id`, ifnull(`amount`, 0) as a from `shop`.`orders`', 'mysql', [])).toEqual([
      'id = orders.id',
      'a = orders.amount*',
    ])
    expect(columns(`select id from ${ORDERS}`, 'a database that is not known')).toEqual(['id = orders.id'])
  })

  it('returns nothing when unsure', () => {
    // A column that either table might have, all columns of an unknown table, and text that is not a query.
    expect(columns('select x from a join b on a.id = b.id', 'duckdb', [])).toEqual(['x = '])
    expect(columns('select * from db.shop.unknown')).toBeNull()
    expect(columns(`select id from ${ORDERS} except select id from ${BUYERS}`)).toBeNull()
    expect(columns('select from where')).toBeNull()
    expect(columns(`update ${ORDERS} set amount = 1`)).toBeNull()
    expect(columns('this is no SQL')).toBeNull()
    expect(columns(`select id from ${ORDERS} -- ${'x'.repeat(200_000)}`)).toBeNull()
  })
})
