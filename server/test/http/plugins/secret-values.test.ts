import { SETTING_KINDS } from '@flx/shared/plugins/plugin'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'

import type { Client } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { EVERYTHING } from '../../support/sweep.ts'

const { server, editor } = await serverForFile(['editor'], { worker: true })
beforeAll(async () => {
  const plugin = {
    name: 'tap-kinds',
    type: 'extractor',
    command: ['true'],
    settingDefinitions: SETTING_KINDS.map((kind) => ({
      name: `s_${kind}`,
      kind,
      sensitive: true,
      ...(kind === 'options' ? { options: [{ value: 'first' }, { value: 'second' }] } : {}),
    })),
  }
  await created(editor, plugin)
  const loader = { name: 'target-any', type: 'loader', command: ['true'] }
  await created(editor, loader)
})

/** Twelve characters that appear nowhere else, so that finding them means that the value was quoted. */
const core = fc.string({
  unit: fc.constantFrom('Q', 'X', 'Z', '0', '1', '8', '9', '_'),
  minLength: 12,
  maxLength: 12,
})
/** Text that a user might have typed in the wrong field. */
const typed = core.chain((secret) =>
  fc
    .constantFrom<unknown>(
      secret,
      `${secret}@`,
      `$${secret}-`,
      `{"a": "${secret}"`,
      `["${secret}"`,
      `{"a": ${secret}}`,
      `file:../${secret}`,
      `pg://u:${secret}@h:x`,
      [secret],
      { a: secret },
      { [secret]: 1 },
      [[{ a: [secret] }]],
      { [secret]: { [`${secret}\0`]: 1 } },
      { [secret]: `\ud800` },
      { a: { [secret]: deep(120) } },
    )
    .map((value) => ({ secret, value })),
)

function deep(levels: number): unknown {
  return levels === 0 ? 1 : [deep(levels - 1)]
}

it.each(SETTING_KINDS)('a secret of the kind %s is quoted in no refusal and in no answer', async (kind) => {
  let refused = 0
  await fc.assert(
    fc.asyncProperty(typed, async ({ secret, value }) => {
      const answer = await editor.post('/api/pipelines', {
        name: `Kinds ${crypto.randomUUID()}`,
        extractor: 'tap-kinds',
        loader: 'target-any',
        config: { 'tap-kinds': { [`s_${kind}`]: value } },
      })
      if (answer.status === 422) refused += 1
      expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toContain(secret)
    }),
    { numRuns: EVERYTHING ? 40 : 15 },
  )
  expect(refused).toBeGreaterThan(0)
})

it('a secret in a document is quoted in no refusal, wherever the document breaks', async () => {
  let refused = 0
  const broken = core.chain((secret) =>
    fc
      .constantFrom(
        `!${secret}`,
        `!<${secret}>`,
        `!!${secret} a`,
        `*${secret}`,
        `%${secret}`,
        `"${secret}\\q"`,
        `"\\${secret}"`,
        `"a" ${secret}`,
        `[a, ${secret}`,
        `{a: 1, ${secret}: 2, ${secret}: 3}`,
        `|${secret}\n  text`,
        `>${secret}`,
        `&${secret} &b a`,
        `${secret}: ${secret}: b`,
        `@${secret}`,
        `'${secret}`,
        `"${secret}`,
        `\n%${secret}\n---`,
        `{"${secret}\\0": 1}`,
        `${secret}\n---\n${secret}`,
      )
      .map((text) => ({ secret, text })),
  )
  await fc.assert(
    fc.asyncProperty(broken, async ({ secret, text }) => {
      const pipeline = `pipelines:\n  - name: a\n    extractor: tap-kinds\n    loader: target-any\n`
      const yaml = `version: 1\n${pipeline}    config:\n      tap-kinds:\n        s_password: ${text}\n`
      const answer = await editor.post('/api/pipelines/import', { yaml, dryRun: true })
      if (answer.status === 422) refused += 1
      expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toContain(secret)
    }),
    { numRuns: EVERYTHING ? 200 : 50 },
  )
  expect(refused).toBeGreaterThan(0)
})

it('a secret that looks like a reference is quoted by no execution', async () => {
  const secret = 'Tr0ub4dor'
  for (const value of [`$${secret.toUpperCase()}`, `\${${secret}}`, `file:${secret}`, `file:../${secret}`]) {
    const { body } = await editor.post('/api/pipelines', {
      name: `References ${crypto.randomUUID()}`,
      extractor: 'tap-kinds',
      loader: 'target-any',
      config: { 'tap-kinds': { s_password: value } },
    })
    const { body: execution } = await editor.post(`/api/pipelines/${body.id}/execute`)
    await server.running.worker?.idle()
    const { text, body: ended } = await editor.get(`/api/executions/${execution.id}`)
    const { text: log } = await editor.get(`/api/executions/${execution.id}/log`)
    expect(ended.status).toBe('failed')
    expect((text + log).toLowerCase()).not.toContain(secret.toLowerCase())
  }
})

/** Registers a plugin; throws when it is refused. */
async function created(client: Client, plugin: object): Promise<void> {
  const { status, text } = await client.post('/api/plugins', plugin)
  if (status !== 201) throw new Error(`Registering a plugin failed: ${text}`)
}
