import { describe, expect, it } from 'vitest'

import { createLogReader } from '../../../src/domain/singer/log/singer-log.ts'

const read = (...lines: string[]) => {
  const reader = createLogReader()
  return lines.flatMap((line) => reader.read(line).lines)
}

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
  ])('not in text that merely contains the word: %s', (line) => {
    expect(read(line).map(({ level }) => level)).toEqual(['info'])
  })

  it('also applies to lines that dbt indents after the time', () => {
    const lines = read(
      '12:00:01  Database Error in model a (models/a.sql)',
      '12:00:01    relation "b" does not exist',
      '12:00:02  Done.',
    )
    expect(lines.map(({ level }) => level)).toEqual(['error', 'error', 'info'])
  })

  it('comes with the error fields of a JSON line, beside its message', () => {
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
