import type { LogLevel } from '@flx/shared/execution'

/** A line for the log: without the time and the level that the page shows beside it. */
export interface ParsedLine {
  level: LogLevel
  text: string
}

const LEVELS = new Map<string, LogLevel>([
  ['TRACE', 'debug'],
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['NOTICE', 'info'],
  ['SUCCESS', 'info'],
  ['WARN', 'warning'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['SEVERE', 'error'],
  ['CRITICAL', 'error'],
  ['FATAL', 'error'],
])

/** The level that a word means, in any case. */
export const levelNamed = (word: string): LogLevel | undefined => LEVELS.get(word.toUpperCase())
