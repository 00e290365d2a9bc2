/**
 * Whether a schedule names fixed times, each of which is kept once a day. Otherwise its minute or its hour is a
 * wildcard: it holds a star, as cron has it, or names every value there is.
 */
export function isFixed(schedule: string): boolean {
  if (schedule.startsWith('@')) return schedule.toLowerCase() !== '@hourly'
  const [minutes = '', hours = ''] = schedule.trim().split(/\s+/)
  return !isWildcard(minutes, 60) && !isWildcard(hours, 24)
}

const isWildcard = (field: string, values: number): boolean =>
  /[*?]/.test(field) || valuesOf(field).size === values

/** `0,10-20,30-40/5`; what else a field may hold is refused before. */
function valuesOf(field: string): Set<number> {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/')
    const [first = '', last = first] = range.split('-')
    for (let value = Number(first); value <= Number(last); value += Number(step)) values.add(value)
  }
  return values
}
