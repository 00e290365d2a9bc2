/**
 * Whether a schedule names fixed times, each of which ticks once a day. Otherwise its minute or hour is a wildcard: it contains
 * a star, as in cron, or lists every value.
 */
export function isFixed(schedule: string): boolean {
  if (schedule.startsWith('@')) return schedule.toLowerCase() !== '@hourly'
  const [minutes = '', hours = ''] = schedule.trim().split(/\s+/)
  return !isWildcard(minutes, 60) && !isWildcard(hours, 24)
}

const isWildcard = (field: string, values: number): boolean =>
  /[*?]/.test(field) || valuesOf(field).size === values

/** Expands `0,10-20,30-40/5`; anything else in a field was refused earlier. */
function valuesOf(field: string): Set<number> {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/')
    const [first = '', last = first] = range.split('-')
    for (let value = Number(first); value <= Number(last); value += Number(step)) values.add(value)
  }
  return values
}
