/** Shortens a private path to the file's name, which is all a reader needs. */
export const shortenPath = (argument: string): string =>
  argument.startsWith('/') ? (argument.split('/').at(-1) ?? argument) : argument
