import { expect, it } from 'vitest'

import { readMeltanoLine } from '../../../src/domain/projects/run/meltano-line.ts'

const extractor = { role: 'extractor', plugin: 'tap-gitlab' }
const loader = { role: 'loader', plugin: 'target-jsonl' }
const esc = (text: string) => text.replaceAll('<', '\u001b[').replaceAll('>', 'm')

/** As Meltano 1.4 to 4 prints it without structured logging. */
it.each([
  // 2.x and 3.x, `meltano run`, without colours.
  [
    '2022-06-01T10:00:00.123456Z [info     ] INFO Starting sync of stream=users cmd_type=elb consumer=False name=tap-gitlab producer=True stdio=stderr string_id=tap-gitlab',
    { block: extractor, raw: 'INFO Starting sync of stream=users', stateId: null },
  ],
  [
    '2022-06-01T10:00:01.000Z [info     ] Emitting completed target state cmd_type=elb consumer=True job_name=dev:tap-gitlab-to-target-jsonl name=target-jsonl producer=False stdio=stderr string_id=target-jsonl',
    { block: loader, raw: 'Emitting completed target state', stateId: 'dev:tap-gitlab-to-target-jsonl' },
  ],
  // With colours, as on a terminal.
  [
    esc(
      '<2>2022-06-01T10:00:00.123456Z<0> [<32><1>info     <0>] <1>INFO METRIC: {"type": "counter"}<0> <36>consumer<0>=<35>False<0> <36>name<0>=<35>tap-gitlab<0> <36>producer<0>=<35>True<0> <36>stdio<0>=<35>stderr<0>',
    ),
    { block: extractor, raw: 'INFO METRIC: {"type": "counter"}' },
  ],
  // `meltano elt`, whose plugins have only a type.
  [
    '2022-06-01T10:00:00.123Z [info     ] INFO Sync done cmd_type=loader job_id=x name=target-jsonl run_id=1 stdio=stderr',
    { block: loader, raw: 'INFO Sync done' },
  ],
  [
    '2023-01-01T00:00:00.0Z [info     ] 1 of 2 OK cmd_type=command name=dbt-postgres stdio=stderr',
    { block: { role: 'command', plugin: 'dbt-postgres' }, raw: '1 of 2 OK' },
  ],
  // The key-value renderer.
  [
    "timestamp='2024-01-01T00:00:00Z' level='info' event='it\\'s done = yes' name='tap-gitlab' producer=True consumer=False stdio='stderr' string_id='tap-gitlab'",
    { block: extractor, raw: "it's done = yes" },
  ],
  // 1.x, in columns, with and without colours.
  ['tap-gitlab       | INFO Starting sync', { block: extractor, raw: 'INFO Starting sync' }],
  [esc('<37>target-jsonl     <0>| INFO done | all'), { block: loader, raw: 'INFO done | all' }],
  ['extractor        | INFO Starting', { block: { role: 'extractor', plugin: 'extractor' } }],
  ['meltano          | Running extract & load...', { block: null, raw: 'Running extract & load...' }],
])('whose %j is', (line, read) => {
  expect(readMeltanoLine(line)).toMatchObject(read)
})

it.each([
  [
    "2022-06-01T10:00:00.123Z [info     ] Running job with name 'dev:tap-a-to-target-b' and run ID 'x'",
    { kind: 'job', stateId: 'dev:tap-a-to-target-b' },
  ],
  [
    "2022-06-01T10:00:09.1Z [error    ] Block run completed.           block_type=ExtractLoadBlocks err=RunnerError('Extractor failed') exit_codes={<PluginType.EXTRACTORS: 'extractors'>: 3} set_number=0 success=False",
    { kind: 'block-ended', success: false, error: 'Extractor failed', exitCodes: { extractor: 3 } },
  ],
  [
    '2022-06-01T10:00:09.1Z [info     ] Block run completed.           block_type=ExtractLoadBlocks err=None set_number=0 success=True',
    { kind: 'block-ended', success: true, error: null, exitCodes: {} },
  ],
])('of Meltano itself in %j', (line, event) => {
  expect(readMeltanoLine(line)).toMatchObject({ block: null, event })
})

it.each(['a | pipe', 'Traceback (most recent call last):', '', '{"type": "RECORD"}', '2022-06-01 something'])(
  'leaves %j as it is',
  (line) => {
    expect(readMeltanoLine(line)).toMatchObject({ raw: line === 'a | pipe' ? 'pipe' : line, event: null })
  },
)
