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

  it('is an error for all of a traceback, up to the line that names the exception', () => {
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

  it('is shared by linked tracebacks and indented lines', () => {
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

  it('is an error for what JavaScript prints when it throws', () => {
    const levels = read('TypeError: x is not a function', '    at run (tap.js:1:2)').map(({ level }) => level)
    expect(levels).toEqual(['error', 'error'])
  })
})

describe('the level is found in the form of', () => {
  const ESC = '\u001b'
  it.each([
    [
      'structlog',
      '2024-01-01 00:00:00 [error    ] it broke   [tap] stream=a',
      'error',
      'it broke   [tap] stream=a',
    ],
    [
      'structlog with colours',
      `${ESC}[2m2024-01-01T00:00:00.123456Z${ESC}[0m [${ESC}[31m${ESC}[1merror    ${ESC}[0m] ${ESC}[1mit broke${ESC}[0m`,
      'error',
      'it broke',
    ],
    ['structlog without time', '[warning  ] slow', 'warning', 'slow'],
    ['brackets', '[ERROR] it broke', 'error', 'it broke'],
    ['brackets', '[WARNING] slow', 'warning', 'slow'],
    ['brackets with blanks', '[ WARN ] slow', 'warning', 'slow'],
    ['small brackets', '[error]: it broke', 'error', 'it broke'],
    ['small letters', 'error: it broke', 'error', 'it broke'],
    ['small letters', 'warning: slow', 'warning', 'slow'],
    ['small letters behind a time', '2024-01-01T00:00:00Z error: it broke', 'error', 'it broke'],
    ['logfmt', 'level=error msg="it broke" stream=a', 'error', '"it broke" stream=a'],
    ['logfmt', 'time="2024-01-01T00:00:00Z" level=warning msg=slow', 'warning', 'slow'],
    ['logfmt without message', 'ts=2024 caller=a.go:1 level=error err="it broke"', 'error', undefined],
    ['logfmt of others', 'lvl=error severity=error stream=a', 'error', undefined],
    [
      'Airflow',
      '[2024-01-01T00:00:00.000+0000] {taskinstance.py:1234} ERROR - it broke',
      'error',
      'it broke',
    ],
    ['older Airflow', '[2024-01-01 00:00:00,000] {base.py:73} WARNING - slow', 'warning', 'slow'],
    ['Python', 'ERROR:root:it broke', 'error', 'root:it broke'],
    ['singer-python', 'CRITICAL it broke', 'error', 'it broke'],
    ['singer-python', 'INFO METRIC: {}', 'info', 'METRIC: {}'],
    ['Python, time first', '2024-01-01 00:00:00,000 ERROR it broke', 'error', 'it broke'],
    ['Python with its logger', '2024-01-01 00:00:00,000 tap_x.client ERROR it broke', 'error', 'it broke'],
    ['Python with brackets', '2024-01-01 00:00:00,000 [ERROR] tap: it broke', 'error', 'tap: it broke'],
    ['Python without time', 'tap-x - ERROR - it broke', 'error', 'it broke'],
    ['Celery', '[2024-01-01 00:00:00,000: ERROR/MainProcess] it broke', 'error', 'MainProcess: it broke'],
    ['gunicorn', '[2024-01-01 00:00:00 +0000] [123] [ERROR] it broke', 'error', 'it broke'],
    ['loguru', '2024-01-01 00:00:00.000 | ERROR    | tap:f:12 - it broke', 'error', 'tap:f:12 - it broke'],
    [
      'Python warnings',
      '/a/b.py:12: DeprecationWarning: old',
      'warning',
      '/a/b.py:12: DeprecationWarning: old',
    ],
    ['argparse', 'tap-x: error: unrecognized arguments: --x', 'error', undefined],
    ['Java', '2024-01-01 00:00:00,000 ERROR [main] it broke', 'error', '[main] it broke'],
    ['logback', '00:00:00.000 [main] ERROR com.x.Y - it broke', 'error', 'com.x.Y - it broke'],
    ['log4j', '[main] WARN com.x.Y - slow', 'warning', 'com.x.Y - slow'],
    [
      'Spring',
      '2024-01-01 00:00:00.000  ERROR 1234 --- [main] c.x : it broke',
      'error',
      '1234 --- [main] c.x : it broke',
    ],
    ['java.util.logging', 'SEVERE: it broke', 'error', 'it broke'],
    ['env_logger', '[2024-01-01T00:00:00Z ERROR tap::http] it broke', 'error', 'tap::http: it broke'],
    ['tracing', '2024-01-01T00:00:00.000000Z  WARN tap: slow', 'warning', 'tap: slow'],
    ['glog', 'E0102 15:04:05.678901   12345 file.go:123] it broke', 'error', 'file.go:123: it broke'],
    ['glog', 'W0102 15:04:05.678901 1 a.py:1] slow', 'warning', 'a.py:1: slow'],
    ['logrus', 'ERRO[0012] it broke', 'error', 'it broke'],
    ['zap', '2024-01-01T00:00:00.000Z\tERROR\tmain.go:1\tit broke', 'error', 'main.go:1\tit broke'],
    ['zerolog', '10:00AM ERR it broke', 'error', 'it broke'],
    ['slog', '2024/01/01 00:00:00 ERROR it broke', 'error', 'it broke'],
    ['Serilog', '[12:00:00 ERR] it broke', 'error', 'it broke'],
    ['.NET', 'fail: Some.Category[0]', 'error', 'Some.Category[0]'],
    ['Ruby', 'E, [2024-01-01T00:00:00.000000 #123] ERROR -- : it broke', 'error', 'it broke'],
    ['PostgreSQL', '2024-01-01 00:00:00.000 UTC [123] ERROR:  it broke', 'error', 'it broke'],
    [
      'MySQL',
      '2024-01-01T00:00:00.000000Z 0 [Warning] [MY-1] [Server] slow',
      'warning',
      '[MY-1] [Server] slow',
    ],
    ['npm', 'npm ERR! code E404', 'error', undefined],
    ['systemd', '<3>it broke', 'error', 'it broke'],
    ['syslog', 'Jan  1 00:00:00 ERROR it broke', 'error', 'it broke'],
    ['pino-pretty', '[12:00:00.000] ERROR (123): it broke', 'error', '(123): it broke'],
    ['dbt', '12:00:01  Encountered an error:', 'error', undefined],
    ['dbt', '12:00:01  3 of 5 ERROR creating sql view model a ... [ERROR in 0.1s]', 'error', undefined],
    ['dbt', '12:00:01  Completed with 1 error and 0 warnings:', 'error', undefined],
    ['dbt', '12:00:01  [WARNING]: unused', 'warning', 'unused'],
    ['dbt in JSON', '{"data":{},"info":{"level":"error","msg":"it broke","ts":"2024"}}', 'error', 'it broke'],
    ['JSON', '{"level":"error","message":"it broke"}', 'error', 'it broke'],
    ['JSON', '{"levelname":"ERROR","message":"it broke"}', 'error', 'it broke'],
    ['JSON', '{"severity":"WARNING","message":"slow"}', 'warning', 'slow'],
    ['JSON', '{"severity":"EMERGENCY","message":"it broke"}', 'error', 'it broke'],
    ['JSON of Elastic', '{"log.level":"error","message":"it broke"}', 'error', 'it broke'],
    ['JSON of Elastic', '{"log":{"level":"warn"},"message":"slow"}', 'warning', 'slow'],
    ['JSON of Python', '{"levelno":40,"message":"it broke"}', 'error', 'it broke'],
    ['JSON without message', '{"level":"error","code":5}', 'error', '{"level":"error","code":5}'],
    ['Pino', '{"level":50,"time":1,"msg":"it broke"}', 'error', 'it broke'],
    ['Pino', '{"level":40,"time":1,"msg":"slow"}', 'warning', 'slow'],
    ['Pino', '{"level":20,"time":1,"msg":"detail"}', 'debug', 'detail'],
    ['Go', 'panic: it broke', 'error', undefined],
    ['Rust', "thread 'main' panicked at src/main.rs:2:5:", 'error', undefined],
  ])('%s: %s', (_, line, level, text) => {
    expect(read(line)).toEqual([{ level, text: text ?? line }])
  })

  it.each([
    '0 errors',
    'error_count=0',
    'no error',
    'There was no ERROR in it',
    '12:00:01  Completed with 0 errors and 0 warnings',
    '12:00:01  Done. PASS=1 WARN=0 ERROR=0 SKIP=0 TOTAL=1',
    '2024-01-01 00:00:00 0 errors, 0 warnings',
    '2024-01-01 00:00:00 finished without error: all is well',
    '2024-01-01 00:00:00 finished without ERROR',
    'ERROR_COUNT=0',
    'ERROR-free for 10 days',
    'errors: 0',
    'Errors: none',
    'warnings=0 errors=0',
    'retrying with level=error',
    'last_error: none',
    'Selected stream error_log',
    '[errors 0] finished',
    'Loaded table public.ERROR into ERROR',
    'column level: error text follows',
    'debug_mode=false',
    'CONFIG file loaded',
    'HTTP 200',
    'FINE, thanks',
    '{"error_count": 0, "message": "finished"}',
    '{"level":"info","message":"no error"}',
    '{"errors": []}',
    'INFO no ERROR',
    '[info     ] 0 errors',
  ])('not in text that merely has the word: %s', (line) => {
    expect(read(line).map(({ level }) => level)).toEqual(['info'])
  })

  it('is shared by what dbt indents behind the time', () => {
    const lines = read(
      '12:00:01  Database Error in model a (models/a.sql)',
      '12:00:01    relation "b" does not exist',
      '12:00:02  Done.',
    )
    expect(lines.map(({ level }) => level)).toEqual(['error', 'error', 'info'])
  })

  it('comes with what a JSON line says about the error beside its message', () => {
    expect(
      read(
        '{"level":50,"msg":"sync failed","err":{"type":"Error","message":"no route","stack":"Error: no route\\n    at f (a.js:1:1)"}}',
      ),
    ).toEqual([
      { level: 'error', text: 'sync failed' },
      { level: 'error', text: 'Error: no route' },
      { level: 'error', text: '    at f (a.js:1:1)' },
    ])
    expect(
      read('{"level":"error","error":"no route","message":"sync failed"}').map(({ text }) => text),
    ).toEqual(['sync failed', 'no route'])
  })
})

describe('a structured exception', () => {
  it('becomes a traceback that reads as Python prints it', () => {
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
  it('needs no tags', () => {
    expect(readMetric('INFO METRIC: {"type":"timer","metric":"sync_duration","value":1.5}')).toEqual({
      type: 'timer',
      metric: 'sync_duration',
      value: 1.5,
      tags: {},
    })
  })
  it.each(['INFO METRIC: {"type": "counter"}', 'METRIC: {broken', 'METRIC'])('is nothing in %s', (line) => {
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
  ])('%s give their record counts', (name, records) => {
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
