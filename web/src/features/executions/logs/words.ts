import type { LogLevel } from '@flx/shared/logs/log'

import { formatCount } from '#web/lib/format.ts'

// Words of the search in the logs of many executions.

export const logSearchWords = {
  documentTitle: 'Search logs',
  lines: 'Lines that contain',
  placeholder: 'Text in the log…',
  search: 'Search',
  stop: 'Stop',
  executions: 'Which executions',
  pipelineOrErrorMessage: 'Pipeline or error message…',
  tooShort: (count: number) => `Enter at least ${count} characters.`,
  level: 'Level',
  levels: { debug: 'Debug', info: 'Info', warning: 'Warning', error: 'Error' } satisfies Record<
    LogLevel,
    string
  >,
  start: 'Search the logs of all executions',
  startHint:
    'Enter text that a line contains. The newest executions are searched first; filters narrow executions and lines.',
  results: 'Lines found',
  found: (lines: number, executions: number) =>
    `${formatCount(lines, 'line')} in ${formatCount(executions, 'execution')}`,
  searched: (executions: number, bytes: string) =>
    `Searched ${formatCount(executions, 'execution')} (${bytes})`,
  backTo: 'back to',
  searching: 'Searching…',
  nothingYet: 'Nothing found so far',
  nothing: 'No lines match',
  nothingHint: 'No log of the matching executions contains this text.',
  stopped: 'Search stopped',
  further: 'Search further back',
  continue: 'Continue',
  clear: 'Clear filters',
  all: 'All logs searched.',
  full: (lines: number) =>
    `Showing the maximum of ${formatCount(lines, 'line')}. Search for a longer text, or add a filter.`,
  broad: 'Many lines match. Search for a longer text, or choose a level, to reach more executions.',
  loadError: 'Could not search the logs',
  more: (count: number) => `Show ${formatCount(count, 'more line', 'more lines')}`,
  linesOf: (pipeline: string) => `Lines of ${pipeline}`,
}
