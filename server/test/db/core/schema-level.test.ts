import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import { damageChannel, type Damage } from '../../../src/adapters/db/core/rows/json.ts'
import { SCHEMA_LEVEL, storedLevel } from '../../../src/adapters/db/operations/schema-level.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { newId } from '../../support/records.ts'

const join = ({ stores }: TestDatabase) =>
  stores.nodes.join({
    ...{ name: 'one', startId: newId(), version: '1.0.0', roles: ['web'], labels: [], host: 'one', pid: 1 },
    ...{ concurrency: 0, isReserved: false },
  })

const madeUp = { '900-made-up': async () => undefined }

describeDialects('the schema level', (open, dialect) => {
  it('is reported when damaged, and rewritten by the next server', async () => {
    await using test = await open()
    const { db } = test.database
    await join(test)
    const stored = { ...SCHEMA_LEVEL, version: '1.0.0' }
    expect(await storedLevel(db)).toEqual(stored)
    for (const value of ['', 'two one 1.0.0', '2', 'NaN NaN x', `${'9'.repeat(30)} 1 x`]) {
      await sql`update meta set value = ${value} where name = 'schema-level'`.execute(db)
      const named: string[] = []
      const hear = (damage: unknown) => void named.push((damage as Damage).id)
      damageChannel.subscribe(hear)
      expect(await storedLevel(db), `“${value}”`).toBeUndefined()
      damageChannel.unsubscribe(hear)
      expect(named, `“${value}”`).toEqual(['schema-level'])
    }
    await join(test)
    expect(await storedLevel(db)).toEqual(stored)
  })

  it.runIf(dialect === 'postgres')(
    'is written with the upgrade, before the newer version joins: the old version starts again',
    async () => {
      await using test = await open()
      await join(test)
      const level = { level: SCHEMA_LEVEL.level + 1, oldest: SCHEMA_LEVEL.level }
      await migrate(test.database, { more: madeUp, level })
      expect(await storedLevel(test.database.db)).toMatchObject(level)
      expect(await migrate(test.database)).toEqual({ backup: null })
    },
  )
})
