import { expect, it } from 'vitest'

import { seedDefaultRule } from '../../../src/app/alerts/default-rule.ts'
import { startTestServer } from '../../support/server.ts'

it('an installation starts with a rule for any failure, which stays deleted', async () => {
  await using server = await startTestServer()
  const admin = await server.as('admin')
  const { body } = await admin.get('/api/alerts/rules')
  expect(body.items).toMatchObject([{ name: 'Any failure', condition: 'failure', channelIds: [] }])
  await seedDefaultRule(server.running.context)
  expect((await admin.get('/api/alerts/rules')).body.items).toHaveLength(1)
  expect((await admin.delete(`/api/alerts/rules/${body.items[0].id}`)).status).toBe(204)
  await seedDefaultRule(server.running.context)
  expect((await admin.get('/api/alerts/rules')).body.items).toEqual([])
})
