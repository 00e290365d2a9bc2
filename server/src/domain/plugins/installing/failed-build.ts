import { normalizedName } from './pip-version.ts'

/**
 * Returns the package that pip or uv failed to build from source; undefined if the lines do not name it. It was built because
 * the index has no wheel of it for this Python.
 */
export function failedBuild(lines: readonly string[]): { name: string; version: string } | undefined {
  const uv = lastMatch(lines, /Failed to build `?([\w.-]+)==([\w.+!-]+)/)
  if (uv !== undefined) return { name: uv[1] ?? '', version: uv[2] ?? '' }
  if (!lines.some((line) => /subprocess-exited-with-error|Failed building wheel/.test(line))) return undefined
  const sources = lines.flatMap((line) => {
    const [, name, version] =
      /^\s*(?:Downloading|Using cached|Processing) (?:\S*\/)?([\w.-]+?)-(\d[\w.+!]*?)\.(?:tar\.\w+|zip)\b/.exec(
        line,
      ) ?? []
    return name === undefined || version === undefined ? [] : [{ name, version }]
  })
  const [, failed] = lastMatch(lines, /Failed building wheel for ([\w.-]+)/) ?? []
  return failed === undefined
    ? sources.at(-1)
    : sources.findLast(({ name }) => normalizedName(name) === normalizedName(failed))
}

const lastMatch = (lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined =>
  lines.map((line) => pattern.exec(line)).findLast((found) => found !== null) ?? undefined

const WITH_VALUE =
  /^(?:-[if]|--(?:index-url|extra-index-url|find-links|trusted-host|cert|client-cert|proxy|index|default-index))$/
const WITHOUT_VALUE =
  /^(?:--no-index|--pre|--(?:index-url|extra-index-url|find-links|trusted-host|cert|client-cert|proxy|index|default-index)=.*)$/

/** Picks the options that say where packages come from. */
export const indexOptions = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    const value = words[index + 1]
    if (WITH_VALUE.test(word) && value !== undefined) return [word, value]
    return WITHOUT_VALUE.test(word) ? [word] : []
  })
