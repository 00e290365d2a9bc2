/** Units in which a time is entered, in seconds. */
const TIME_UNITS = { seconds: 1, minutes: 60, hours: 3600 } as const
export type TimeUnit = keyof typeof TIME_UNITS

/** A time as it is entered; an empty amount is none. */
export interface TimeAmount {
  amount: string
  unit: TimeUnit
}

/** The seconds in the largest unit that they are a whole number of. */
export function timeoutOf(seconds: number | null): TimeAmount {
  if (seconds === null) return { amount: '', unit: 'minutes' }
  const unit: TimeUnit = seconds % 3600 === 0 ? 'hours' : seconds % 60 === 0 ? 'minutes' : 'seconds'
  return { amount: String(seconds / TIME_UNITS[unit]), unit }
}

/** The seconds that were entered; null for none. */
export function timeoutSeconds({ amount, unit }: TimeAmount): number | null | 'wrong' {
  const text = amount.trim()
  if (text === '') return null
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) * TIME_UNITS[unit] : 'wrong'
}
