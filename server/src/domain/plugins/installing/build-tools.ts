import { normalizedName } from './pip-version.ts'

/** Packages that build other packages. */
const BUILD_TOOLS = new Set(['setuptools', 'setuptools-scm', 'wheel', 'cython', 'pbr'])

/**
 * Picks the bounds of build tools (`setuptools<81`) from pip's arguments. pip and uv build each package in its own environment
 * with the newest allowed tools, so the bounds must hold there as well.
 */
export const buildConstraints = (words: readonly string[]): string[] =>
  words.filter((word) => {
    const [, name = ''] = /^([A-Za-z0-9][\w.-]*)\s*[=<>!~][^@;]*$/.exec(word) ?? []
    return BUILD_TOOLS.has(normalizedName(name))
  })
