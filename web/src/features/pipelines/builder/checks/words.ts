import type { LostField } from './field-checks.ts'

const orWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`

export const checkWords = {
  notAdded: (name: string) => `${name} is not added. Add it on the Plugins page, or choose another.`,
  notInstalled: (name: string) => `${name} is not installed.`,
  installing: (name: string) => `${name} is being installed.`,
  needs: (labels: readonly string[]) => `Needs a value: ${labels.join(', ')}.`,
  needsOneOf: (alternatives: readonly string[]) => `Needs ${orWords(alternatives)}.`,
  and: (names: readonly string[]) => names.join(' and '),
  noStream: 'No stream is selected, so nothing would be loaded.',
  noSuchStream: (pattern: string) => `No stream of the extractor matches “${pattern}”.`,
  notSelected: (pattern: string) => `The stream “${pattern}” is not selected, so no records get here.`,
  setting: (label: string, message: string) => `${label}: ${message}`,
  lost: ({ stream, field, by, how, certain }: LostField, reader: string) => {
    const change =
      how === 'dropped'
        ? `${by.name} drops`
        : how === 'left out'
          ? `${by.name} leaves out`
          : `${by.name} renames to ${how.renamedTo}`
    return `${reader} ${certain ? 'reads' : 'names'} ${field} of ${stream}, which ${change}.`
  },
}
