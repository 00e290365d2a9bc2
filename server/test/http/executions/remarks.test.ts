import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, admin, operator } = await serverForFile(['admin', 'operator'], {
  env: { FLX_ROLES: 'web,scheduler', WAREHOUSE_LOGIN: 'from-the-environment-1' },
  stubPlugins: true,
})

const SECRETS = {
  pipeline: 'of-another-pipeline-1',
  plugin: 'of-a-plugin-1',
  variable: 'of-a-plugin-variable-1',
  environment: 'from-the-environment-1',
  file: 'from-a-file-1',
  channel: 'of-a-channel-1',
}

it('comments and notes are masked by every secret that the server knows, whatever their subject', async () => {
  await writeFile(join(server.dataDir, 'files', 'login.txt'), `${SECRETS.file}\n`)
  await createStubPipeline(admin, {
    config: {
      'tap-stub': {
        account: SECRETS.pipeline,
        host: '$WAREHOUSE_LOGIN',
        auth: { password: 'file:login.txt' },
      },
    },
  })
  const plugin = await admin.post('/api/plugins', {
    ...{ name: 'tap-other', type: 'extractor', command: ['true'] },
    settings: { api_key: SECRETS.plugin },
    env: { OTHER_TOKEN: SECRETS.variable },
  })
  expect(plugin.status).toBe(201)
  const channel = await admin.post('/api/alerts/channels', {
    name: 'Ops',
    settings: { kind: 'webhook', url: 'https://hooks.example.com/flx', secret: SECRETS.channel },
  })
  expect(channel.status).toBe(201)

  const { id: pipelineId } = await createStubPipeline(admin)
  const { body: execution } = await operator.post(`/api/pipelines/${pipelineId}/execute`)
  const path = `/api/executions/${execution.id}/notes`
  for (const [kind, secret] of Object.entries(SECRETS)) {
    const { body } = await operator.post(path, { body: `${kind}: user=ann key=${secret} was refused` })
    expect(body.notes.at(-1).body).toBe(`${kind}: user=ann key=*** was refused`)
  }
  // Written at the same time: one pass serves several.
  const all = Object.values(SECRETS)
  await Promise.all(all.map((secret) => operator.post(path, { body: `Bearer ${secret}` })))
  const { body } = await operator.get(path)
  expect(body.notes).toHaveLength(all.length * 2)
  expect(JSON.stringify(body)).not.toMatch(new RegExp(all.join('|')))

  const hold = await operator.post('/api/holds', {
    plugin: 'tap-stub',
    reason: `Login ${SECRETS.plugin} is locked`,
  })
  expect(hold.body.reason).toBe('Login *** is locked')
  expect((await admin.get('/api/audit?limit=100')).text).not.toMatch(new RegExp(all.join('|')))
})
