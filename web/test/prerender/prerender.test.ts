import { FIRST_REQUESTS, type FirstAnswers } from '@flx/shared/core/first-answers'
import { expect, it } from 'vitest'

import { navigationWords } from '#web/layouts/words.ts'
import { prerender } from '#web/prerender/prerender.tsx'

import { execution } from '../support/builders.ts'

const [SESSION, LIST, FAILURES, INCIDENTS] = FIRST_REQUESTS
const BERLIN = { zone: 'Europe/Berlin', phone: false }

function answers(...executions: ReturnType<typeof execution>[]): FirstAnswers {
  const bodies = {
    [SESSION]: { id: 'u1', name: 'Ada', email: 'ada@example.com', role: 'viewer' },
    [LIST]: { items: executions, nextCursor: null, total: executions.length },
    [FAILURES]: { open: 7 },
    [INCIDENTS]: { items: [], nextCursor: null, total: 3 },
  }
  return Object.fromEntries(
    Object.entries(bodies).map(([address, body]) => [address, { body: JSON.stringify(body), headers: {} }]),
  )
}

it('draws the rows of the list with navigation, heading and counts', async () => {
  const html = await prerender(
    answers(
      execution({ id: 'e2', pipelineName: 'invoices', status: 'failed', errorMessage: 'No such table' }),
      execution({ id: 'e1', pipelineName: 'orders', status: 'success', recordsProcessed: 1234 }),
    ),
    BERLIN,
  )
  expect(html.match(/data-execution="\w+"/g)).toEqual(['data-execution="e2"', 'data-execution="e1"'])
  expect(html).toContain('No such table')
  expect(html).toContain('1,234')
  expect(html).toContain(navigationWords.openCauses(7))
  expect(html).toContain(navigationWords.openAlerts(3))
  // Times are in the browser's zone.
  expect(html).toContain('23 Nov 2026, 11:00:00 CET')
})

it('draws for each browser in its zone, and knows nothing of the previous user', async () => {
  const first = await prerender(answers(execution({ pipelineName: 'of Ada' })), BERLIN)
  const second = await prerender(answers(execution({ pipelineName: 'of Ben' })), { ...BERLIN, zone: 'UTC' })
  expect(first).toContain('of Ada')
  expect(second).toContain('of Ben')
  expect(second).not.toContain('of Ada')
  expect(second).toContain('23 Nov 2026, 10:00:00 UTC')
})

it('escapes text from users and connectors', async () => {
  const html = await prerender(
    answers(execution({ pipelineName: '</script><img src=x onerror=alert(1)>$&' })),
    BERLIN,
  )
  expect(html).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;$&amp;')
  expect(html).not.toContain('<img')
})

it('draws without the optional answers, and says so if the list is missing', async () => {
  const { [FAILURES]: _failures, [INCIDENTS]: _incidents, ...needed } = answers(execution())
  expect(await prerender(needed, BERLIN)).toContain('data-execution="e1"')
  const { [LIST]: _list, ...withoutList } = needed
  await expect(prerender(withoutList, BERLIN)).rejects.toThrow('server')
})
