import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createLogReader } from '../../../src/domain/singer/log/singer-log.ts'
import { readMetric } from '../../../src/domain/singer/log/singer-metric.ts'

const read = (...lines: string[]) => {
  const reader = createLogReader()
  return lines.flatMap((line) => reader.read(line).lines)
}

describe('the level of a log line', () => {
  it.each([
    ['INFO Starting sync', 'info', 'Starting sync'],
    ['WARNING: slow answer', 'warning', 'slow answer'],
    ['ERROR:root:it broke', 'error', 'root:it broke'],
    ['[DEBUG] details', 'debug', 'details'],
    ['CRITICAL no access', 'error', 'no access'],
    [
      '2026-11-23 02:57:18,182 | WARNING  | py.warnings       | old Python',
      'warning',
      'py.warnings       | old Python',
    ],
    ['2026-11-23 02:57:18,182 - tap-x - ERROR - no route', 'error', 'no route'],
    ['2026-11-23T02:57:18.182Z INFO ready', 'info', 'ready'],
    ['time=2022-06-23 10:45:55 name=target_redshift level=ERROR message=disk full', 'error', 'disk full'],
    ['level=warn msg="slow"', 'warning', '"slow"'],
    ['level=INFO message=ready', 'info', 'ready'],
    ['{"level":"error","message":"bad","logger_name":"tap-x"}', 'error', 'tap-x: bad'],
    ['{"level":30,"msg":"pino says"}', 'info', 'pino says'],
    ['{"levelname":"WARNING","message":"older form"}', 'warning', 'older form'],
    ['\u001b[31mERROR\u001b[0m red', 'error', 'red'],
    ['something without a level', 'info', 'something without a level'],
    ['INFORMATION is not a level', 'info', 'INFORMATION is not a level'],
    ['{"not": "a log line"}', 'info', '{"not": "a log line"}'],
  ])('%s', (line, level, text) => {
    expect(read(line)).toEqual([{ level, text }])
  })

  it('is an error for the whole traceback, up to the line that names the exception', () => {
    const levels = read(
      'INFO before',
      'Traceback (most recent call last):',
      '  File "tap.py", line 1, in <module>',
      '    main()',
      'tap.errors.ApiError: 401 for key',
      'INFO after',
      'plain',
    ).map(({ level }) => level)
    expect(levels).toEqual(['info', 'error', 'error', 'error', 'error', 'info', 'info'])
  })

  it('also applies to linked tracebacks and indented lines', () => {
    const levels = read(
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'KeyError: 1',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'WARNING first',
      '  second line of it',
      'unrelated',
    ).map(({ level }) => level)
    expect(levels).toEqual([
      'error',
      'error',
      'error',
      'error',
      'error',
      'error',
      'warning',
      'warning',
      'info',
    ])
  })

  it('is an error for the output of a JavaScript exception', () => {
    const levels = read('TypeError: x is not a function', '    at run (tap.js:1:2)').map(({ level }) => level)
    expect(levels).toEqual(['error', 'error'])
  })
})

describe('a structured exception', () => {
  it('becomes a traceback as Python prints it', () => {
    const exception = {
      type: 'ApiError',
      module: 'tap.errors',
      message: 'no access\n(see the manual)',
      traceback: [{ filename: 'tap.py', function: 'main', lineno: 7, line: '  call()\n' }],
    }
    expect(read(JSON.stringify({ level: 'error', message: 'Sync failed', exception }))).toEqual([
      { level: 'error', text: 'Sync failed' },
      { level: 'error', text: 'Traceback (most recent call last):' },
      { level: 'error', text: '  File "tap.py", line 7, in main' },
      { level: 'error', text: '    call()' },
      { level: 'error', text: 'tap.errors.ApiError: no access' },
      { level: 'error', text: '(see the manual)' },
    ])
  })
})

describe('a metric', () => {
  const json = '{"type": "counter", "metric": "record_count", "value": 100, "tags": {"endpoint": "orders"}}'
  const expected = { type: 'counter', metric: 'record_count', value: 100, tags: { endpoint: 'orders' } }
  it.each([
    ['singer-python', `INFO METRIC: ${json}`],
    [
      'the SDK console',
      `2026-11-23 02:57:28,231 | INFO     | singer_sdk.metrics             | METRIC: ${json}`,
    ],
    ['a bare message', `METRIC: ${json}`],
    ['PipelineWise', `time=2022-06-23 10:45:55 name=target_redshift level=INFO message=METRIC: ${json}`],
    ['the SDK, structured', `{"level":"info","message":"METRIC","metric_info":${json},"extra":{}}`],
    ['older documents', `INFO METRIC: ${json.replace('"type"', '"metric_type"')}`],
  ])('is read as %s writes it', (_, line) => {
    expect(createLogReader().read(line).metric).toMatchObject(expected)
  })
  it('keeps in the log every digit of a bookmark among its tags', () => {
    const info = json.replace('"orders"', '9007199254740993').replaceAll(' ', '')
    expect(read(`{"level":"info","message":"METRIC","metric_info":${info}}`)).toEqual([
      { level: 'info', text: `METRIC: ${info}` },
    ])
  })
  it('needs no tags', () => {
    expect(readMetric('INFO METRIC: {"type":"timer","metric":"sync_duration","value":1.5}')).toEqual({
      type: 'timer',
      metric: 'sync_duration',
      value: 1.5,
      tags: {},
    })
  })
  it.each(['INFO METRIC: {"type": "counter"}', 'METRIC: {broken', 'METRIC'])('is not found in %s', (line) => {
    expect(createLogReader().read(line).metric).toBeUndefined()
  })
})

const samples = join(import.meta.dirname, '../../../../../shared/log-samples')
const absent = existsSync(samples) ? '' : ' (skipped: the log samples are not here)'

describe(`real logs${absent}`, () => {
  const readFile = (name: string) => {
    const reader = createLogReader()
    const lines = readFileSync(join(samples, name), 'utf8').trimEnd().split('\n')
    return lines.map((line) => reader.read(line))
  }
  it.skipIf(absent !== '').each([
    ['sdk_console_tap.log', 200_000],
    ['sdk_console_target.log', 200_000],
    ['sdk_structured_tap.jsonl', 100],
  ])('%s contain their record counts', (name, records) => {
    const counts = readFile(name).flatMap(({ metric }) =>
      metric?.metric === 'record_count' ? [metric.value] : [],
    )
    expect(counts).toEqual([records])
  })
  it.skipIf(absent !== '')('show the exception of a structured log', () => {
    const lines = readFile('sdk_structured_exception.jsonl').flatMap((each) => each.lines)
    expect(lines).toContainEqual({
      level: 'error',
      text: 'sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) unable to open database file',
    })
  })
})
