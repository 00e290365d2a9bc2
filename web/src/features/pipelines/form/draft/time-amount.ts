/** Units in which a time is entered, in seconds. */
const TIME_UNITS = { seconds: 1, minutes: 60, hours: 3600 } as const
export type TimeUnit = keyof typeof TIME_UNITS

/** A time as entered. An empty amount means none. */
export interface TimeAmount {
  amount: string
  unit: TimeUnit
}

/** Converts seconds to the largest unit of which they are a whole number. */
export function timeAmountOf(seconds: number | null): TimeAmount {
  if (seconds === null) return { amount: '', unit: 'minutes' }
  const unit: TimeUnit = seconds % 3600 === 0 ? 'hours' : seconds % 60 === 0 ? 'minutes' : 'seconds'
  return { amount: String(seconds / TIME_UNITS[unit]), unit }
}

/** Returns the entered time in seconds, null for none. */
export function secondsOf({ amount, unit }: TimeAmount): number | null | 'invalid' {
  const text = amount.trim()
  if (text === '') return null
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) * TIME_UNITS[unit] : 'invalid'
}
