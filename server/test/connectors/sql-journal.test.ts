import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'

import { splitStatements } from '../../src/connectors/stores/sql-flows.ts'
import { createSqlJournal } from '../../src/connectors/stores/sql-journal.ts'

/** "to: from, from; column < table.column" of each flow, a star for a computed column. */
async function moved(sql: string): Promise<string[]> {
  const db = new SqliteDatabase(':memory:')
  onTestFinished(() => void db.close())
  db.exec(`
    create table orders (id integer primary key, buyer integer, amount real, at text);
    create table buyers (id integer primary key, name text, mail text);
    create table totals (buyer integer primary key, total real, note text);
    create view big as select id, amount from orders where amount > 100`)
  const journal = createSqlJournal(db)
  for (const statement of splitStatements(sql)) {
    const executed = journal.note(statement)
    db.exec(statement)
    executed()
  }
  return (await journal.flows()).map(
    ({ to, from, columns }) =>
      `${to.name}: ${from
        .map(({ name }) => name)
        .toSorted()
        .join(', ')}; ${columns
        .map((column) => `${column.to} < ${column.table.name}.${column.from}${column.computed ? '*' : ''}`)
        .toSorted()
        .join(', ')}`,
  )
}

describe('data moved by SQL statements', () => {
  it.each([
    [
      'INSERT … SELECT, by place',
      'insert into totals select buyer, sum(amount), at from orders group by 1',
      ['totals: orders; buyer < orders.buyer, note < orders.at, total < orders.amount*'],
    ],
    [
      'named columns in another order',
      'insert into totals (note, buyer) select name, id from buyers',
      ['totals: buyers; buyer < buyers.id, note < buyers.name'],
    ],
    [
      'UPSERT',
      'insert into totals select buyer, amount, at from orders where true on conflict (buyer) do update set total = total + excluded.total',
      ['totals: orders; buyer < orders.buyer, note < orders.at, total < orders.amount'],
    ],
    [
      'CREATE TABLE AS',
      'create table x as select b.name, o.amount * 2 as twice from orders o join buyers b on b.id = o.buyer',
      ['x: buyers, orders; name < buyers.name, twice < orders.amount*'],
    ],
    [
      'CREATE VIEW',
      'create view v as select * from buyers',
      ['v: buyers; id < buyers.id, mail < buyers.mail, name < buyers.name'],
    ],
    ['views between', 'create table x as select id from big', ['x: orders; id < orders.id']],
    [
      'CTEs',
      'create table x as with a as (select id, amount from orders), b as (select max(amount) as most from a) select most from b',
      ['x: orders; most < orders.amount*'],
    ],
    [
      'UNION',
      'create table x as select id, at as t from orders union select id, mail from buyers',
      ['x: buyers, orders; id < buyers.id, id < orders.id, t < buyers.mail, t < orders.at'],
    ],
    [
      'queries in FROM, WHERE and SELECT',
      'create table x as select t.id, (select max(mail) from buyers) as m from (select id, buyer from orders) t where t.buyer in (select buyer from totals)',
      ['x: buyers, orders, totals; id < orders.id*, m < buyers.mail*'],
    ],
    [
      'USING and windows',
      'create table x as select id, row_number() over (order by name) as n from orders join buyers using (id)',
      ['x: buyers, orders; id < buyers.id*, id < orders.id*, n < buyers.name*'],
    ],
    [
      'quoted names and texts that look like SQL',
      `create table "my x" as select "at" as [a b], 'select mail from buyers; drop' as t from "orders" /* from buyers */ -- from totals`,
      ['my x: orders; a b < orders.at'],
    ],
    [
      'UPDATE … FROM',
      'update totals set note = b.name from buyers b where b.id = totals.buyer',
      ['totals: buyers; note < buyers.name'],
    ],
    [
      'UPDATE … FROM, computed, of a table with another name',
      'update or ignore totals as t set total = t.total + o.amount, note = upper(o.at) from orders o where o.buyer = t.buyer',
      ['totals: orders; note < orders.at*, total < orders.amount*'],
    ],
    [
      'UPDATE with a query for a value',
      'update totals set total = (select sum(amount) from orders where orders.buyer = totals.buyer)',
      ['totals: orders; total < orders.amount*'],
    ],
    [
      'UPDATE … FROM a CTE, with a constant',
      `with best as (select buyer, max(amount) as most from orders group by buyer)
        update totals set total = best.most, note = 'best, of all' from best where best.buyer = totals.buyer returning total`,
      ['totals: orders; total < orders.amount*'],
    ],
    [
      'UPDATE of several columns at once, tables only',
      'update totals set (total, note) = (select amount, at from orders where orders.id = totals.buyer)',
      ['totals: orders; '],
    ],
    ['UPDATE from itself alone, which moves nothing', 'update totals set total = total * 2', []],
    [
      'REPLACE',
      'replace into totals (buyer, note) select id, name from buyers',
      ['totals: buyers; buyer < buyers.id, note < buyers.name'],
    ],
    [
      'DELETE … RETURNING, which moves nothing',
      'delete from totals where exists (select 1 from buyers where id = buyer) returning buyer',
      [],
    ],
    ['DELETE, which moves nothing', 'delete from totals where buyer in (select id from buyers)', []],
    [
      'several statements',
      'create table x as select id from orders; insert into x select id from buyers',
      ['x: orders; id < orders.id', 'x: buyers; id < buyers.id'],
    ],
    [
      'a table for the time between',
      'create temp table t as select buyer, sum(amount) as s from orders group by 1; create table y as select buyer, s from t; insert into totals select buyer, s, null from y; drop table y',
      ['totals: orders; buyer < orders.buyer, total < orders.amount*'],
    ],
    [
      'a table that takes the place of another',
      'create table new as select t.*, b.mail from totals t join buyers b on b.id = t.buyer; drop table totals; alter table new rename to totals',
      ['totals: buyers; mail < buyers.mail'],
    ],
  ])('follows %s', async (_, sql, expected) => {
    expect(await moved(sql)).toEqual(expected)
  })

  it('keeps the tables of an attached database apart', async () => {
    const db = new SqliteDatabase(':memory:')
    onTestFinished(() => void db.close())
    db.exec("create table a (id); attach '' as scratch; create table scratch.a (id, x)")
    const journal = createSqlJournal(db)
    for (const statement of [
      'insert into scratch.a (id) select id from a',
      'create table b as select * from scratch.a',
    ]) {
      const executed = journal.note(statement)
      db.exec(statement)
      executed()
    }
    // Data that only passes through memory goes from its origin to its destination.
    expect(await journal.flows()).toEqual([
      {
        to: { schema: 'main', name: 'b' },
        from: [{ schema: 'main', name: 'a' }],
        columns: [{ table: { schema: 'main', name: 'a' }, from: 'id', to: 'id', computed: false }],
      },
    ])
  })
})

it.each([
  'merge into totals using buyers on buyers.id = totals.buyer when matched then update set note = buyers.name',
  'delete from totals using buyers where buyers.id = totals.buyer',
  "copy totals from 'totals.csv'",
  'insert overwrite table totals select id, 0, name from buyers',
])('SQLite does not accept %s, and the flow is not guessed', async (sql) => {
  await expect(moved(sql)).rejects.toThrow('syntax error')
})
