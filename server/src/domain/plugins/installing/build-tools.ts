import { normalizedName } from './pip-version.ts'

/** Packages that build other packages. */
const BUILD_TOOLS = new Set(['setuptools', 'setuptools-scm', 'wheel', 'cython', 'pbr'])

/**
 * Of the words that pip gets, the bounds of tools to build with (`setuptools<81`). pip and uv build each package in
 * an environment of its own, with the newest tools that it allows: for these the bounds must hold as well.
 */
export const buildConstraints = (words: readonly string[]): string[] =>
  words.filter((word) => {
    const [, name = ''] = /^([A-Za-z0-9][\w.-]*)\s*[=<>!~][^@;]*$/.exec(word) ?? []
    return BUILD_TOOLS.has(normalizedName(name))
  })
