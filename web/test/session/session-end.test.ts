import type { SessionUser } from '@flx/shared/access/setup'
import type { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'

import { createQueryClient, SESSION_END_KEY, SESSION_KEY } from '#web/api/core/query-client.ts'
import { continueAs, leavePage, userOfPage } from '#web/api/access/session-end.ts'

const ada: SessionUser = { id: 'a', name: 'Ada', email: 'ada@example.com', role: 'editor' }
const grace: SessionUser = { id: 'g', name: 'Grace', email: 'grace@example.com', role: 'viewer' }

function pageOf(user: SessionUser): { queries: QueryClient; end: () => unknown } {
  const queries = createQueryClient()
  queries.setQueryData(SESSION_KEY, user)
  queries.setQueryData(['pipelines'], [])
  return { queries, end: () => queries.getQueryData(SESSION_END_KEY) ?? null }
}

it('a page keeps its user when the session ends, and continues when that user is back', () => {
  const { queries, end } = pageOf(ada)
  expect(userOfPage(queries, null)).toEqual(ada)
  expect(end()).toEqual({ other: null })
  expect(userOfPage(queries, { ...ada, name: 'Ada L.' })).toEqual({ ...ada, name: 'Ada L.' })
  expect(end()).toBeNull()
  expect(queries.getQueryState(['pipelines'])?.isInvalidated).toBe(true)
})

it('a page never switches to another user on its own', () => {
  const { queries, end } = pageOf(ada)
  expect(userOfPage(queries, grace)).toEqual(ada)
  expect(end()).toEqual({ other: grace })
  continueAs(queries, grace)
  expect(end()).toBeNull()
  expect(queries.getQueryData(SESSION_KEY)).toEqual(grace)
  expect(queries.getQueryData(['pipelines'])).toBeUndefined()
})

it('a page that is left forgets its user and what was shown', () => {
  const { queries, end } = pageOf(ada)
  userOfPage(queries, null)
  leavePage(queries)
  expect(end()).toBeNull()
  expect(queries.getQueryData(SESSION_KEY)).toBeNull()
  expect(queries.getQueryData(['pipelines'])).toBeUndefined()
})

it('a page without a user accepts whoever signs in', () => {
  const queries = createQueryClient()
  expect(userOfPage(queries, null)).toBeNull()
  expect(userOfPage(queries, grace)).toEqual(grace)
})
