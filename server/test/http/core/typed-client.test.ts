import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { hc } from 'hono/client'
import { expect, expectTypeOf, it } from 'vitest'

import type { AppType, Contract } from '../../../src/http/app.ts'

it('the type of the API yields a typed client', () => {
  const client = hc<AppType>('http://localhost')
  expect(client.api.pipelines[':id'].execute.$url({ param: { id: 'x' } }).pathname).toBe(
    '/api/pipelines/x/execute',
  )
  type Body = Awaited<ReturnType<Awaited<ReturnType<typeof client.api.pipelines.$get>>['json']>>
  type Lists = Extract<Body, Contract<unknown>>['contract']
  expectTypeOf<Lists['items'][number]>().toEqualTypeOf<PipelineSummary>()
  type Query = Parameters<typeof client.api.pipelines.$get>[0]['query']
  expectTypeOf<'etl'>().toExtend<Query['type']>()
})
