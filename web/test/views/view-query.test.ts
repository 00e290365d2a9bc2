import { expect, it } from 'vitest'

import { viewQuery } from '#web/parts/views/view-query.ts'

it('is the same text for the same filters, whatever their order', () => {
  const normalized = viewQuery(new URLSearchParams('b=2&a=y&a=x&search=sales%20%26%20co&empty='))
  expect(normalized).toBe('a=x&a=y&b=2&search=sales+%26+co')
  expect(viewQuery(new URLSearchParams(normalized))).toBe(normalized)
  expect(viewQuery(new URLSearchParams('search=sales+%26+co&a=x&b=2&a=y'))).toBe(normalized)
})
