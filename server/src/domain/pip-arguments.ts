import { AppError } from './errors.ts'

/**
 * A pip URL as an argument array: `$NAME` and `${NAME}` filled in from `variable`, as Meltano does, then split as a
 * shell would (blanks, quotes, backslashes). Nothing is ever handed to a shell. Throws AppError `invalid`.
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
        `The pip URL refers to the environment variable ${name}, which the server does not have. Set it before the server starts.`,
      )
    },
  )
  const words = splitWords(expanded)
  if (words === undefined) {
    throw new AppError('invalid', 'The pip URL has a quotation mark that is not closed. Close it.')
  }
  if (words.length === 0) throw new AppError('invalid', 'The pip URL is empty. Name a package to install.')
  return words
}

/** POSIX words; undefined when a quotation mark is not closed. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    const next = text.charAt(index + 1)
    if (quote === "'" && character !== "'") word += character
    else if (character === '\\' && (quote === '' || next === '"' || next === '\\')) {
      word = (word ?? '') + next
      index += 1
    } else if (quote !== '') {
      if (character === quote) quote = ''
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (quote !== '') return undefined
  return word === undefined ? words : [...words, word]
}
