import { Cron } from 'croner'

/** Why a schedule cannot be used, null when it can. Empty = no schedule. */
export function scheduleProblem(schedule: string): string | null {
  if (schedule === '') return null
  if (schedule.split(/\s+/).length !== 5) {
    return `"${schedule}" is not a cron expression of five fields (minute, hour, day, month, weekday).`
  }
  try {
    new Cron(schedule, { mode: '5-part', paused: true }).stop()
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    return `"${schedule}" is not a cron expression: ${reason}`
  }
}

/** Why a time zone cannot be used, null when it is an IANA name. */
export function timezoneProblem(timezone: string): string | null {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    return `"${timezone}" is not a time zone. Use an IANA name such as Europe/Berlin or UTC.`
  }
  // Offsets such as +02:00 are accepted by the runtime but know no daylight-saving changes.
  return /^[+-]/.test(timezone) ? `"${timezone}" is an offset. Use an IANA name such as Europe/Berlin.` : null
}
