import { expect, it } from 'vitest'

import { formatBudget } from '#web/lib/budget.ts'

it.each([
  [1, '100%', false],
  [0.129, '12%', false],
  [0, '0%', false],
  [-0.001, '1%', true],
  [-3.5, '350%', true],
  [-9.99, '999%', true],
  [-49.98, '50×', true],
  [-1234, '1,234×', true],
])('remaining', (left, amount, isOver) => {
  expect(formatBudget(left)).toEqual({ amount, isOver })
})
