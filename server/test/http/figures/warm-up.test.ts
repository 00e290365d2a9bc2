import { expect, it, vi } from 'vitest'

import { startTestServer } from '../../support/server.ts'

it('computes the figures of a week ahead, and never fails', async () => {
  await using server = await startTestServer()
  const { statistics } = server.running.context
  const rankings = vi.spyOn(statistics, 'rankings')
  await server.running.warmUp()
  expect(rankings).toHaveBeenCalledOnce()
  rankings.mockRejectedValue(new Error('the database is gone'))
  await expect(server.running.warmUp()).resolves.toBeUndefined()
})
