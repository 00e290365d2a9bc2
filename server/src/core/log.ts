import { pino } from 'pino'

import type { Log } from '../domain/core/log.ts'

/**
 * Creates a log of structured lines on stdout, one per request and per transition. Fields that could hold a secret are
 * redacted.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['password', '*.password', 'authorization', '*.authorization', 'cookie', '*.cookie'],
      censor: '…',
    },
  })
}
