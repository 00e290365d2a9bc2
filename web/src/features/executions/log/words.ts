import type { LogSource } from '@flx/shared/logs/log'

import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the log of an execution, by component.

export const logFilterWords = {
  all: 'All',
  warnings: 'Warnings',
  errors: 'Errors',
  searchLog: 'Search the log',
  searchLogLabel: 'Search the log…',
  level: 'Level',
  source: 'Source',
}

export const SOURCE_WORDS: Record<LogSource, string> = {
  system: 'System',
  discover: 'Discover',
  extractor: 'Extractor',
  mapper: 'Mapper',
  loader: 'Loader',
  transform: 'Transform',
  command: 'Command',
}

export const logLineWords = {
  copyLink: 'Copy link to this line',
}

export const logMatchesWords = {
  log: 'Log',
  searchError: 'Could not search the log',
  earlierMatches: 'Earlier matches',
  searchedTo: (at: number) => `Searched back to line ${formatNumber(at)}.`,
  nothingFound: 'Nothing found so far.',
  noMatch: 'No lines match.',
}

export const logFoldWords = {
  traceback: (lines: number) => `Traceback, ${formatCount(lines, 'line')} folded`,
  similar: (count: number, first: number, last: number) =>
    `${formatCount(count, 'similar line')}, ${formatNumber(first)} to ${formatNumber(last)}`,
}

export const logViewerWords = {
  filtered: 'Clear the filter to move through the whole log.',
  notFound: (error: string) => `Could not search the log. ${error}`,
  linkCopied: (line: number) => `Copied link to line ${formatNumber(line)}`,
  noError: 'This log has no errors.',
  noMoreErrors: 'No more errors in this direction.',
  shown: (first: number, last: number) =>
    first === last
      ? `Line ${formatNumber(first)}. Secrets are masked.`
      : `Lines ${formatNumber(first)} to ${formatNumber(last)}. Secrets are masked.`,
  keys: 'J and K step through errors',
  firstError: 'First error',
  start: 'Start',
  following: 'Following',
  end: 'End',
  wrap: 'Wrap',
  download: 'Download',
  loadError: 'Could not load the log',
  log: 'Log',
  below: (below: number) => `${formatCount(below, 'line')} below`,
  empty: 'This execution has no log.',
  emptyYet: 'No lines yet.',
}
