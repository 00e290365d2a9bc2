import { AppError } from '../../core/errors.ts'
import { splitPipWords } from './pip-words.ts'

/**
 * A pip URL as an argument array: `$NAME` and `${NAME}` filled in from `variable`, as Meltano does, then split as
 * `splitPipWords` does. Nothing is ever handed to a shell. Throws AppError `invalid`.
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
