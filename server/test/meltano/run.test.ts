import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { startEngine } from '../engine/support/engine.ts'
import { DAILY_JOB } from '../engine/support/meltano-project.ts'
import { reachesPyPI } from '../plugins/support/wheel.ts'
import { installMeltano } from './support/meltano.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1'

const TAP = `#!/bin/sh
schema='{"type":"object","properties":{"id":{"type":"integer"}}}'
case "$*" in *--discover*)
  echo '{"streams":[{"tap_stream_id":"users","stream":"users","schema":'"$schema"',"key_properties":["id"],"metadata":[]}]}'
  exit 0;; esac
echo '{"type":"SCHEMA","stream":"users","schema":'"$schema"',"key_properties":["id"]}'
echo '{"type":"RECORD","stream":"users","record":{"id":1}}'
echo '{"type":"RECORD","stream":"users","record":{"id":2}}'
echo 'INFO METRIC: {"type": "counter", "metric": "record_count", "value": 2, "tags": {"endpoint": "users"}}' >&2
echo 'WARNING almost done' >&2
echo '{"type":"STATE","value":{"bookmarks":{"users":{"id":12345678901234567890}}}}'
[ -e fail ] && { echo 'ERROR ValueError: no such table' >&2; exit 3; }
exit 0
`
const TARGET = `#!/bin/sh
while read -r line; do case "$line" in *STATE*) last=$line;; esac; done
echo '{"level":"info","logger_name":"singer_sdk.metrics","message":"METRIC","metric_info":{"type":"counter","metric":"record_count","value":2,"tags":{"stream":"users"}}}' >&2
echo "$last" | sed 's/.*"value"://; s/}$//'
`
const PROJECT = `send_anonymous_usage_stats: false
project_id: flx
${DAILY_JOB}`

it.skipIf(!wanted || !reachesPyPI())(
  'the current Meltano: log by plugin, reported records, its state, and its failure (npm run test:connectors, where PyPI can be reached)',
  { timeout: 600_000 },
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'flx-meltano-run-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(root, 'venv'))
    const folder = join(root, 'project')
    mkdirSync(folder)
    const script = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 })
    script('tap.sh', TAP)
    script('target.sh', TARGET)
    script('util.sh', '#!/bin/sh\necho "util says $*"\n')
    writeFileSync(join(folder, 'meltano.yml'), PROJECT)
    // A project can log in any format: we request a readable one.
    writeFileSync(join(folder, 'logging.yaml'), 'version: 1\nroot: {level: ERROR, handlers: []}\n')
    await using engine = await startEngine()
    const pipeline = await engine.pipeline({
      ...{ extractor: '', loader: '' },
      runner: { kind: 'meltano', project: folder, run: ['daily'], executable: program },
    })

    const first = await engine.perform(pipeline)
    expect(first).toMatchObject({ status: 'success', errorMessage: null, stateBefore: null })
    expect(first.steps.map(({ kind, plugin, status }) => [kind, plugin, status])).toEqual([
      ['command', 'meltano', 'success'],
      ['extract', 'tap-a', 'success'],
      ['load', 'target-b', 'success'],
      ['transform', 'util', 'success'],
    ])
    expect(first.streams).toEqual([{ stream: 'users', records: 2, batches: 0, bytes: 0, written: 2 }])
    const lines = (await engine.log(first.id)).map(({ source, level, text }) => `${source} ${level} ${text}`)
    expect(lines).toContain('extractor warning almost done')
    expect(lines).toContain('transform info util says go now')
    expect((await engine.context.states.bookmark(pipeline.id))?.text).toContain('12345678901234567890')
    const kept = execFileSync(program, ['state', 'get', 'dev:tap-a-to-target-b'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(kept).toContain('12345678901234567890')

    writeFileSync(join(folder, 'fail'), '')
    const failed = await engine.perform(pipeline)
    expect(JSON.stringify(failed.stateBefore)).toContain('12345678901234567890')
    expect(failed.errorMessage).toBe('tap-a exited with code 3: ValueError: no such table')
  },
)
