/** The result of one check of `flx doctor`. */
export interface Check {
  name: string
  level: 'ok' | 'warning' | 'problem'
  /** A sentence. */
  message: string
  /** The suggested fix. */
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
