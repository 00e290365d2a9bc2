/** What `flx doctor` found out about one thing. */
export interface Check {
  name: string
  level: 'ok' | 'warning' | 'problem'
  /** A sentence. */
  message: string
  /** What to do about it. */
  remedy: string | null
}

export const fine = (name: string, message: string): Check => ({ name, level: 'ok', message, remedy: null })
export const warning = (name: string, message: string, remedy: string): Check => ({
  name,
  level: 'warning',
  message,
  remedy,
})
export const problem = (name: string, message: string, remedy: string): Check => ({
  name,
  level: 'problem',
  message,
  remedy,
})
