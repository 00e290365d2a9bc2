import type { LogLevel } from '@flx/shared/logs/log'

/** A line for the log, without the time and level, which the page shows separately. */
export interface ParsedLine {
  level: LogLevel
  text: string
}

/** The words and abbreviations of Python, Java, JavaScript, Go, Rust, .NET, syslog and Google Cloud. */
const WORDS: Record<LogLevel, string> = {
  debug: 'TRACE DEBUG DEBU VERBOSE SILLY FINE FINER FINEST TRC DBG DBUG TRCE',
  info: 'INFO NOTICE SUCCESS INFORMATION INFORMATIONAL CONFIG HTTP DEFAULT INF NOTI',
  warning: 'WARN WARNING WRN',
  error:
    'ERROR SEVERE CRITICAL FATAL PANIC DPANIC ALERT EMERGENCY EMERG CRIT ERR ERRO FATA PANI FTL PNC FAIL FAILURE',
}

const LEVELS = new Map(
  Object.entries(WORDS).flatMap(([level, words]) =>
    // The keys of `WORDS` are the levels.
    words.split(' ').map((word): [string, LogLevel] => [word, level as LogLevel]),
  ),
)

/** Returns the level that a word stands for, in any case. */
export const levelFromName = (word: string): LogLevel | undefined => LEVELS.get(word.toUpperCase())

/**
 * Returns the level that a number stands for: in Pino and Bunyan 10 trace, 20 debug, 30 info, 40 warning, 50 error, 60 fatal;
 * below ten it is syslog's severity, where 0 is the worst.
 */
export function levelFromNumber(level: number): LogLevel {
  if (level < 10) return level <= 3 ? 'error' : level === 4 ? 'warning' : level === 7 ? 'debug' : 'info'
  if (level >= 50) return 'error'
  if (level >= 40) return 'warning'
  return level >= 30 ? 'info' : 'debug'
}

/** Returns the level of Python's `levelno`: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
export const levelOfPython = (levelno: number): LogLevel => levelFromNumber(levelno + 10)
