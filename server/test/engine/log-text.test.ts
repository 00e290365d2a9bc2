import { join } from 'node:path'

import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'

import { readLogText, showLogPage } from '../../src/app/executions/show-log.ts'
import { startEngine, stub } from './support/engine.ts'

/** A link (OSC 8), a colour with colons, a colour in eight bits that are not UTF-8, and a secret split by controls. */
const TELLS_IN_COLOURS = `
  const esc = '\\u001b'
  const write = (text) => process.stderr.write(text)
  write(esc + ']8;;https://example.com' + esc + '\\\\the manual' + esc + ']8;;' + esc + '\\\\\\n')
  write(esc + '[2m2024-01-01 00:00:00' + esc + '[0m [' + esc + '[31merror    ' + esc + '[0m] no ' + esc + '[38:2::1:2:3mroute\\n')
  process.stderr.write(Buffer.concat([Buffer.from([0x9b]), Buffer.from('31m\\u202eplain\\n')]))
  write('password hunter2-' + esc + '[1mof-tap\\n')
  write('CRITICAL access ' + esc + '[1mdenied' + esc + ']0;title' + '\\u0007\\n')
  process.exitCode = 1
`

it('a log never controls a terminal or hides a secret: page, search, download, summary', async () => {
  const engine = await startEngine()
  onTestFinished(() => engine[Symbol.asyncDispose]())
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: [process.execPath, '-e', TELLS_IN_COLOURS, '--'],
    capabilities: ['state'],
    settingDefinitions: [{ name: 'password', kind: 'password' }],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs') })
  const pipeline = await engine.pipeline({ config: { tap: { password: 'hunter2-of-tap' } } })
  const execution = await engine.perform(pipeline)
  const stored = (await engine.log(execution.id)).filter(({ source }) => source === 'extractor')
  expect(stored.map(({ level, text }) => [level, text])).toEqual([
    ['info', 'the manual'],
    ['error', 'no route'],
    ['info', 'plain'],
    ['info', 'password ***'],
    ['error', 'access denied'],
  ])
  expect(execution.errorMessage).toBe('tap exited with code 1: access denied')

  const found = await showLogPage(engine.context, execution.id, { search: 'no route', limit: 10 })
  expect(found.lines.map(({ text }) => text)).toContain('no route')
  const pieces: string[] = []
  for await (const piece of await readLogText(engine.context, execution.id)) pieces.push(piece)
  // eslint-disable-next-line no-control-regex
  expect(pieces.join('')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
})

it.skipIf(process.env['FLX_TEST_ON'] === 'postgres')(
  'a log that was stored with controls is shown without them',
  async () => {
    const engine = await startEngine()
    onTestFinished(() => engine[Symbol.asyncDispose]())
    await engine.plugin({ name: 'tap', type: 'extractor', command: stub('tap.mjs'), capabilities: ['state'] })
    await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs') })
    const { id } = await engine.perform(await engine.pipeline())
    const last = (await engine.log(id)).at(-1)?.text ?? ''
    const database = new Database(join(engine.dataDir, 'flx.db'), { timeout: 5000 })
    database
      .prepare('update log_chunk set body = replace(body, ?, ?) where execution_id = ?')
      .run(last, '10%\r\u001b[1m100%\u001b[0m', id)
    database.close()
    const page = await showLogPage(engine.context, id, { limit: 500 })
    expect(page.lines.at(-1)?.text).toBe('100%')
  },
)
