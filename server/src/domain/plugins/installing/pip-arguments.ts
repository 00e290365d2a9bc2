import { AppError } from '../../core/errors.ts'
import { splitPipWords } from './pip-words.ts'

/**
 * Splits a pip URL into an argument array, after replacing `$NAME` and `${NAME}` with `variable`, as Meltano does; see
 * `splitPipWords`. Never passes through a shell. Throws AppError `invalid`.
 */
export function pipArguments(pipUrl: string, variable: (name: string) => string | undefined): string[] {
  const expanded = pipUrl.replaceAll(
    /\$(?:([A-Z_][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g,
    (_match, plain: string | undefined, braced: string | undefined) => {
      const name = plain ?? braced ?? ''
      const value = variable(name)
      if (value !== undefined) return value
      throw new AppError(
        'invalid',
        `The pip URL uses the environment variable ${name}, which is not set on the server. Set it and restart the server.`,
      )
    },
  )
  const words = splitPipWords(expanded)?.map(({ value }) => value)
  if (words === undefined) {
    throw new AppError('invalid', 'The pip URL has an unclosed quotation mark.')
  }
  if (words.length === 0) throw new AppError('invalid', 'The pip URL is empty. Enter a package to install.')
  return words
}
