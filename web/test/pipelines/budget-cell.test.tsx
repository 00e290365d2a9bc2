import type { ObjectiveFigures } from '@flx/shared/pipelines/objectives'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'

import { BudgetCell } from '#web/features/pipelines/objectives/budget-bar.tsx'

const figures = {
  ...{ objective: 99, attained: 99, burn: [] },
  budget: { allowed: 1, used: 0, unit: 'executions' as const },
}
const objectives: ObjectiveFigures[] = [
  { ...figures, kind: 'success', state: 'burning', remaining: 0.6 },
  { ...figures, kind: 'freshness', state: 'met', remaining: 0.2 },
]

it('shows the objective with the least budget left, which the list is sorted by, and names the other one', () => {
  const html = renderToStaticMarkup(<BudgetCell objectives={objectives} />)
  expect(html).toContain('width:20%')
  expect(html).toMatch(/Freshness 99%: On track, 20% .*\nSuccess 99%: Burning fast, 60% /)
})
