import { expect, it } from 'vitest'

import { queryString } from '#web/api/core/client.ts'
import { isProblem, problemOf } from '#web/api/core/problem.ts'

const problem = {
  type: 'urn:flx:problem:invalid',
  title: 'Some values are not valid',
  status: 422,
  detail: 'Enter a name for the pipeline.',
  code: 'invalid',
  errors: [{ path: 'name', message: 'Enter a name for the pipeline.' }],
}

it('leaves empty values out of the query', () => {
  expect(queryString({ search: '', type: undefined, limit: 20, fullRefresh: false })).toBe(
    '?limit=20&fullRefresh=false',
  )
  expect(queryString()).toBe('')
})

it("shows the server's message, field by field", async () => {
  const error = await problemOf(Response.json(problem, { status: 422 }))
  expect(error.message).toBe('Enter a name for the pipeline.')
  expect(error.fields).toEqual([{ path: 'name', message: 'Enter a name for the pipeline.' }])
  expect(isProblem(error, 422)).toBe(true)
  expect(isProblem(error, 409)).toBe(false)
})

it('knows when to try again', async () => {
  const response = Response.json(
    { ...problem, status: 429 },
    { status: 429, headers: { 'retry-after': '12' } },
  )
  expect((await problemOf(response)).retryAfterSeconds).toBe(12)
})

it('turns an invalid answer into a problem', async () => {
  const error = await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }))
  expect(error.status).toBe(502)
  expect(error.message).toMatch(/502/)
})
