import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeAll, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

/** Numbers that a double would change, and that another notation would change. */
const NUMBERS = ['9007199254740993', '18446744073709551610', '0.1000', '1e400', '-0.0']
const JSON_TEXT = `{"list":[${NUMBERS.join(',')}],${NUMBERS.map((number, index) => `"n${index}":${number}`).join(',')}}`

const { server, editor } = await serverForFile(['editor'], { worker: true })
let cookie: string
beforeAll(async () => {
  cookie = editor.cookie
  const files = join(server.dataDir, 'files')
  for (const plugin of [
    {
      name: 'tap-keep',
      type: 'extractor',
      command: ['sh', '-c', `cp "$2" '${join(files, 'config.copy')}'`, 'sh'],
      capabilities: ['state'],
    },
    { name: 'target-keep', type: 'loader', command: ['sh', '-c', 'cat > /dev/null', 'sh'] },
  ]) {
    const { status, text } = await editor.post('/api/plugins', plugin)
    if (status !== 201) throw new Error(`Registering a plugin failed: ${text}`)
  }
})

/** Sends text verbatim: the client of the tests would convert it to doubles. */
async function send(method: string, path: string, body: string): Promise<string> {
  const response = await fetch(server.url + path, {
    method,
    body,
    headers: { 'content-type': 'application/json', cookie, origin: server.url },
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

const exported = async (): Promise<string> => (await editor.get('/api/pipelines/export')).text

it("a PATCH, an answer, an export, an import and the connector's file hold the same digits", async () => {
  const { body } = await editor.post('/api/pipelines', {
    name: 'Digits',
    extractor: 'tap-keep',
    loader: 'target-keep',
  })
  const path = `/api/pipelines/${body.id}`
  const patched = await send('PATCH', path, `{"version":1,"config":{"tap-keep":${JSON_TEXT}}}`)
  expect(patched).toContain(JSON_TEXT)

  const yaml = await exported()
  for (const [index, number] of NUMBERS.entries()) {
    expect(yaml).toContain(`n${index}: ${number}\n`)
    expect(yaml).toContain(`- ${number}\n`)
  }
  await send('PATCH', path, '{"version":2,"config":{}}')
  const imported = await send('POST', '/api/pipelines/import', JSON.stringify({ yaml, dryRun: false }))
  expect(JSON.parse(imported).counts).toMatchObject({ update: 1, error: 0 })
  expect((await editor.get(path)).text).toContain(JSON_TEXT)
  expect(await exported()).toBe(yaml)

  await send('POST', `${path}/execute`, '{}')
  await server.running.worker?.idle()
  expect(await readFile(join(server.dataDir, 'files', 'config.copy'), 'utf8')).toBe(JSON_TEXT)
})
