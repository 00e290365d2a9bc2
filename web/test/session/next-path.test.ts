import { expect, it } from 'vitest'

import { nextPath } from '#web/features/session/next-path.ts'

it('goes back to the page that required the sign-in', () => {
  expect(nextPath('/executions/1?tab=state#L12')).toBe('/executions/1?tab=state#L12')
})

it.each([
  null,
  '',
  'executions',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '/sign-in?next=/sign-in',
  '/setup',
])('a link with next=%s leads nowhere but home', (next) => {
  expect(nextPath(next)).toBe('/')
})
