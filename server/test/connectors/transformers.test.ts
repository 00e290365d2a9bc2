import { createHash } from 'node:crypto'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

import { connector, makeFolder, record, schema, state } from './support/connector.ts'

const string = { type: ['string', 'null'] }
const integer = { type: 'integer' }

describe('map-fields', () => {
  it('selects, drops, renames, hashes and filters records and schema, and passes the rest through', async () => {
    const { messages, code } = await connector('map-fields', {
      config: {
        hash_salt: 'pepper',
        streams: {
          people: {
            drop: ['secret'],
            rename: { name: 'full_name' },
            hash: ['email'],
            filter: [{ field: 'age', op: 'ge', value: 18 }],
            rename_stream: 'persons',
          },
        },
      },
      input: [
        schema('people', { id: integer, name: string, email: string, age: integer, secret: string }, ['id']),
        record('people', { id: 1, name: 'Ada', email: 'a@x', age: 36, secret: 's' }),
        record('people', { id: 2, name: 'Kid', email: 'k@x', age: 7, secret: 's' }),
        schema('other', { id: integer }),
        record('other', { id: 9 }),
        state({ a: 1 }),
      ],
    })
    expect(code).toBe(0)
    expect(messages[0]).toMatchObject({
      stream: 'persons',
      key_properties: ['id'],
      schema: { properties: { full_name: string } },
    })
    expect(Object.keys((messages[0] as { schema: { properties: object } }).schema.properties)).toEqual([
      'id',
      'full_name',
      'email',
      'age',
    ])
    const email = createHash('sha256').update('peppera@x').digest('hex')
    expect(messages.slice(1)).toEqual([
      record('persons', { id: 1, full_name: 'Ada', email, age: 36 }),
      expect.objectContaining({ type: 'SCHEMA', stream: 'other' }),
      record('other', { id: 9 }),
      state({ a: 1 }),
    ])
  })

  it('warns of a misspelt field, refuses meaningless rules and streams that would collide', async () => {
    const input = [schema('a', { id: integer }), schema('b', { id: integer })]
    const [misspelt, wrong, meeting] = await Promise.all([
      connector('map-fields', { config: { streams: { a: { drop: ['sceret'] } } }, input }),
      connector('map-fields', { config: { streams: { a: { drop: 'x', odd: 1 } } }, input }),
      connector('map-fields', { config: { streams: { '*': { rename_stream: 'c' } } }, input }),
    ])
    expect(misspelt).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Stream "a" has no field "sceret" used by a rule'),
    })
    expect(wrong).toMatchObject({ code: 2 })
    expect(meeting).toMatchObject({ code: 1, stderr: expect.stringContaining('would both be "c"') })
  })
})

describe('transform-sql', () => {
  it('executes all statements as one transaction, or none', async () => {
    const database = join(makeFolder(), 'w.db')
    const db = new SqliteDatabase(database)
    db.exec('create table t (n integer); insert into t values (1), (2)')
    const good = await connector('transform-sql', {
      config: {
        database,
        statements: ['update t set n = n + 1', 'create table u as select sum(n) as s from t'],
      },
    })
    expect(good.code).toBe(0)
    expect(db.prepare('select s from u').pluck().get()).toBe(5)
    const bad = await connector('transform-sql', {
      config: { database, statements: ['delete from t', 'select nonsense from nowhere'] },
    })
    expect(bad).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Statement 2 of 2 failed, nothing was changed: no such table: nowhere'),
    })
    const ending = await connector('transform-sql', {
      config: { database, statements: ['delete from t; commit', 'select 1'] },
    })
    expect(ending.stderr).toContain('ends the transaction')
    db.close()
  })

  it('names a missing database and does not create it', async () => {
    const database = join(makeFolder(), 'none.db')
    const end = await connector('transform-sql', { config: { database, statements: ['select 1'] } })
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('none.db') })
  })
})
