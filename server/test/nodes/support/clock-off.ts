import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const CLOCK = pathToFileURL(join(import.meta.dirname, '../../fixtures/clock-off.mjs')).href

/** Environment of a server process whose clock is ahead by these hours, or behind if negative. */
export const clockOff = (hours: number): Record<string, string> => ({
  NODE_OPTIONS: `--import ${CLOCK}`,
  CLOCK_OFF_MS: String(hours * 3_600_000),
})
