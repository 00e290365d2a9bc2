import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { countedAttempts } from '../../../src/adapters/db/access/counted-attempts.ts'
import { openTestDatabase } from '../../support/database.ts'

const HOUR = { most: 3, windowMs: 3_600_000 }

it('servers count attempts together, even simultaneous ones; a success resets them', async () => {
  await using opened = await openTestDatabase('postgres')
  const here = countedAttempts(opened.database.db)
  const there = countedAttempts(opened.connect().database.db)
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? here : there).begin('ada@example.com', HOUR)),
  )
  expect(all.filter((refused) => refused === null)).toHaveLength(3)
  const refused = await there.begin('ada@example.com', HOUR)
  expect(refused?.retryAfterMs).toBeGreaterThan(HOUR.windowMs - 60_000)
  expect(refused?.retryAfterMs).toBeLessThanOrEqual(HOUR.windowMs)
  expect(await here.begin('ben@example.com', HOUR)).toBeNull()
  await here.forget('ada@example.com')
  expect(await there.begin('ada@example.com', HOUR)).toBeNull()
})

it('a withdrawn attempt does not count, and a window ends as a whole', async () => {
  await using opened = await openTestDatabase('postgres')
  const attempts = countedAttempts(opened.database.db)
  const once = { most: 1, windowMs: 3_600_000 }
  expect(await attempts.begin('a', once)).toBeNull()
  await attempts.takeBack('a')
  expect(await attempts.begin('a', once)).toBeNull()
  expect(await attempts.begin('a', once)).not.toBeNull()
  await sql`update "rateLimit" set "lastRequest" = "lastRequest" - 3600000`.execute(opened.database.db)
  expect(await attempts.begin('a', once)).toBeNull()
})

it('expired windows are removed, and no address is stored', async () => {
  await using opened = await openTestDatabase('postgres')
  const { db } = opened.database
  await countedAttempts(db, () => 1).begin('correct horse battery', HOUR)
  await sql`update "rateLimit" set "lastRequest" = 0`.execute(db)
  await countedAttempts(db, () => 0).begin('ada@example.com', HOUR)
  const { rows } = await sql<{ kept: string }>`select json_agg(row_to_json(one))::text as kept
    from "rateLimit" one`.execute(db)
  expect(JSON.parse(rows[0]?.kept ?? '')).toHaveLength(1)
  expect(rows[0]?.kept).not.toMatch(/horse|example/)
})
