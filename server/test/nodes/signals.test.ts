import pg from 'pg'
import { expect, it } from 'vitest'

import { postgresSignals } from '../../src/adapters/queue/postgres-signals.ts'
import { createLog } from '../../src/core/log.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'

it('a listening connection is reopened however often it is lost, even right after opening', async () => {
  await using made = new AsyncDisposableStack()
  const { url } = await createPostgresDatabase(made, true)
  const admin = new pg.Client({ connectionString: url, application_name: 'the test' })
  await admin.connect()
  made.defer(() => admin.end())
  const log = createLog('silent')
  const near = made.use(await postgresSignals(url, 'near', log))
  const cut = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'flx-pipelines'`,
    )
  let gaps = 0
  const often = new Promise<void>((resolve) => {
    near.onGap(() => {
      gaps += 1
      if (gaps === 5) resolve()
      else void cut()
    })
  })
  await cut()
  await often
  const far = made.use(await postgresSignals(url, 'far', log))
  const heard = new Promise<string>((resolve) => near.listen('flx_session', resolve))
  far.send('flx_session', 'one')
  expect(await heard).toBe('one')
})
