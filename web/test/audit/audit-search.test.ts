import { expect, it } from 'vitest'

import { readAuditSearch } from '#web/features/audit/audit-search.ts'

const actionIn = (query: string) => readAuditSearch(new URLSearchParams(query), 'UTC').action

it('reads actions from the URL, also under a name from before a rename, and leaves out unknown ones', () => {
  expect(actionIn('action=update')).toBe('update')
  expect(actionIn('action=view-rows')).toBe('view-rows')
  expect(actionIn('action=look')).toBe('view-rows')
  expect(actionIn('action=made-up')).toBeUndefined()
})
