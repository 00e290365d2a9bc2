import { installRemedy } from './installing/install-remedy.ts'

/**
 * Suggests what to do about a plugin that failed because of its installation: packages that do not fit each other or their
 * Python, which a program with late imports shows only during the execution. Undefined for every other error.
 */
export function remedyAdvice(lines: readonly string[]): string | undefined {
  const remedy = installRemedy(lines, { words: [], started: true })
  switch (remedy?.kind) {
    case 'python':
      return remedy.requires === null || remedy.requires === ''
        ? undefined
        : `It needs Python ${remedy.requires}: choose it on the page of the plugin, and install it again`
    case 'requirement':
      return `It needs "${remedy.requirement}": add that to its pip URL, and install it again`
    case 'system':
      return `The server's machine lacks ${remedy.packages.join(', ')}`
    case undefined:
      return undefined
  }
}
