import type { LogLine } from '@flx/shared/logs/log'
import { describe, expect, it } from 'vitest'

import { errorMessage, explain } from '../../../src/domain/executions/error-summary.ts'
import type { ProcessEnd } from '../../../src/domain/executions/processes.ts'
import { createLogReader } from '../../../src/domain/singer/log/singer-log.ts'

function logOf(...texts: string[]): LogLine[] {
  const reader = createLogReader()
  return texts
    .flatMap((text) => reader.read(text).lines)
    .map(({ level, text }, index) => ({
      line: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      source: 'extractor',
      level,
      text,
    }))
}

const exited = (exitCode: number): ProcessEnd => ({ outcome: 'exited', exitCode, signal: null, error: null })

describe('the error message', () => {
  it('quotes the last line of the last traceback', () => {
    const log = logOf(
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'KeyError: 1',
      'During handling of the above exception, another exception occurred:',
      'Traceback (most recent call last):',
      '  File "b.py", line 2, in g',
      'ValueError: bad thing',
      'INFO closing down',
    )
    expect(errorMessage('tap-x', exited(1), log)).toBe('tap-x exited with code 1: ValueError: bad thing')
    expect(explain(log).lines.map(({ line }) => line)).toEqual([5, 6, 7])
  })
  it.each([
    [
      "AttributeError: module 'collections' has no attribute 'MutableMapping'",
      'It needs Python <3.10: choose it on the page of the plugin, and install it again',
    ],
    [
      "ModuleNotFoundError: No module named 'pkg_resources'",
      'It needs "setuptools<81": add that to its pip URL, and install it again',
    ],
    [
      'ImportError: libodbc.so.2: cannot open shared object file: No such file or directory',
      "The server's machine lacks unixodbc",
    ],
  ])('names the remedy for an installation of a program that imports late: %s', (exception, advice) => {
    const log = logOf('Traceback (most recent call last):', '  File "a.py", line 1, in f', exception)
    expect(errorMessage('target-x', exited(1), log)).toBe(
      `target-x exited with code 1: ${exception}. ${advice}`,
    )
  })
  it('quotes the last error line without a traceback', () => {
    const log = logOf('INFO one', 'ERROR first', 'CRITICAL no access to orders', 'INFO bye')
    expect(errorMessage('tap-x', exited(2), log)).toBe('tap-x exited with code 2: no access to orders')
    expect(explain(log).lines.map(({ line }) => line)).toEqual([2, 3])
  })
  it('quotes a JavaScript exception', () => {
    const log = logOf(
      'file:///tap.js:3',
      '    throw',
      'TypeError: no such field',
      '    at run (tap.js:3:1)',
      '',
      'Node.js v24',
    )
    expect(errorMessage('tap-x', exited(1), log)).toBe('tap-x exited with code 1: TypeError: no such field')
  })
  it('quotes the last line when nothing looks like an error', () => {
    const log = logOf('starting', 'sh: 1: tap-y: not found', 'METRIC: {}')
    expect(errorMessage('tap-x', exited(127), log)).toBe(
      'tap-x exited with code 127: sh: 1: tap-y: not found',
    )
  })
  it('says that the log is empty', () => {
    expect(errorMessage('tap-x', exited(1), [])).toBe(
      'tap-x exited with code 1 and left no message in its log',
    )
  })
  it('names the signal', () => {
    const end: ProcessEnd = { outcome: 'killed', exitCode: null, signal: 'SIGSEGV', error: null }
    expect(errorMessage('tap-x', end, logOf('ERROR bad memory'))).toBe(
      'tap-x was killed by SIGSEGV: bad memory',
    )
  })
  it('says why a program could not be started', () => {
    const end: ProcessEnd = {
      outcome: 'spawn-failed',
      exitCode: null,
      signal: null,
      error: 'The program tap-x was not found.',
    }
    expect(errorMessage('tap-x', end, [])).toBe('tap-x could not start: The program tap-x was not found.')
  })
  it('keeps the header and the innermost frames of a deep traceback', () => {
    const frames = Array.from({ length: 100 }, (_, index) => `  File "deep.py", line ${index}, in f`)
    const { lines, quote } = explain(
      logOf('Traceback (most recent call last):', ...frames, 'RecursionError: too deep'),
    )
    expect(lines).toHaveLength(20)
    expect(lines[0]?.text).toContain('Traceback')
    expect(quote).toBe('RecursionError: too deep')
  })
  it('shortens a long quote', () => {
    expect(explain(logOf(`ERROR ${'x'.repeat(5000)}`)).quote).toHaveLength(300)
  })
})
