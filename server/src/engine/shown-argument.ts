/** Private paths say nothing to a reader: the file's name does. */
export const shownArgument = (argument: string): string =>
  argument.startsWith('/') ? (argument.split('/').at(-1) ?? argument) : argument
