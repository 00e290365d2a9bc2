import { expect, it } from 'vitest'

import { startTestServer } from '../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stub-plugins.ts'

it('metrics are for whoever has a session or a token, in the form of Prometheus', async () => {
  await using server = await startTestServer()
  expect((await server.client().get('/metrics')).status).toBe(401)
  const editor = await server.as('editor')
  await registerStubPlugins(editor)
  const { id } = await createStubPipeline(editor)
  await createStubPipeline(editor, { isActive: false })
  await editor.post(`/api/pipelines/${id}/execute`, {})
  const { body } = await editor.post('/api/tokens', { name: 'prometheus', role: 'viewer' })
  const answer = await server
    .client()
    .send('GET', '/metrics', undefined, { authorization: `Bearer ${body.value}` })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  for (const line of answer.text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) flx_\w+ .+|flx_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+]+)$/)
  expect(answer.text).toContain('flx_pipelines{state="active"} 1\nflx_pipelines{state="inactive"} 1\n')
  expect(answer.text).toContain('flx_executions_unfinished{status="pending"} 1\n')
  expect(answer.text).toContain('flx_executions_finished_total{status="success"} 0\n')
})
