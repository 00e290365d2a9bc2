import { expect, it } from 'vitest'

import { loadReason } from '#web/ui/table/load-reason.ts'

it('says why an action has no data: not loaded yet, or a failure', () => {
  const words = { notLoaded: 'The edits are not loaded yet.', loadError: 'Could not load the edits' }
  expect(loadReason({ data: undefined, error: null }, words)).toBe('The edits are not loaded yet.')
  expect(loadReason({ data: undefined, error: new Error('Away.') }, words)).toBe('Could not load the edits.')
  expect(loadReason({ data: [], error: new Error('Away.') }, words)).toBeUndefined()
})
