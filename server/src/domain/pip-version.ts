import { AppError } from './errors.ts'

/** Options of pip whose value is the next word. */
const WITH_VALUE =
  /^(-[cefir]|--(constraint|editable|find-links|index-url|extra-index-url|requirement|retries|timeout|python-version))$/

/**
 * A pip URL that asks for another version of its plugin: `name==1.2`, or `git+https://…@v1.2`. Without a version an
 * exact one is taken away, so that the newest is installed; bounds such as `~=1.3` and tags of Git stay. Of several
 * requirements the one named as the plugin is meant, else the first. Throws AppError `invalid` where there is no place
 * for a version.
 */
export function withVersion(pipUrl: string, plugin: string, version: string | undefined): string {
  const words = pipUrl.split(/(\s+)/)
  const places = requirementPlaces(words)
  const wanted = places.find((place) => nameIn(words[place] ?? '') === plugin) ?? places[0]
  const changed = wanted === undefined ? undefined : changedRequirement(words[wanted] ?? '', version)
  if (wanted !== undefined && changed !== undefined) return words.with(wanted, changed).join('')
  if (version === undefined) return pipUrl
  throw new AppError(
    'invalid',
    `Cannot choose the version ${version}: the pip URL has no place for one. Change the pip URL.`,
    { fields: [{ path: 'version', message: 'The pip URL has no place for a version. Change the pip URL.' }] },
  )
}

/** Every second word of the split is blank space. */
function requirementPlaces(words: readonly string[]): number[] {
  const places: number[] = []
  let skip = false
  for (const [index, word] of words.entries()) {
    if (word.trim() === '') continue
    if (!skip && !word.startsWith('-')) places.push(index)
    skip = !skip && WITH_VALUE.test(word)
  }
  return places
}

const REQUIREMENT = /^(["']?)([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?((?:[=<>!~][^"']*)?)\1$/
const nameIn = (word: string): string | undefined => REQUIREMENT.exec(word)?.[2]

function changedRequirement(word: string, version: string | undefined): string | undefined {
  const [, quote = '', name, extras = '', bound = ''] = REQUIREMENT.exec(word) ?? []
  if (name !== undefined) {
    if (version !== undefined) return `${quote}${name}${extras}==${version}${quote}`
    return /^={2,3}[^,]*$/.test(bound) ? `${quote}${name}${extras}${quote}` : word
  }
  const [, address = '', fragment = ''] =
    /^(git\+[a-z+]+:\/\/[^/]+\/[^@#]+)(?:@[^#]*)?(#.*)?$/.exec(word) ?? []
  if (address === '') return undefined
  return version === undefined ? word : `${address}@${version}${fragment}`
}
