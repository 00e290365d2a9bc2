/** A rule of `_select`. Properties are matched by their breadcrumb in the catalogue. */
export interface SelectPattern {
  /** The original text, including "!". */
  text: string
  excludes: boolean
  stream: RegExp
  /** The stream it names, if it has no wildcard. */
  literal: string | null
  /** Null: the whole stream. */
  property: RegExp | null
  /** Common prefix of all fields it matches, to find them quickly. */
  start: string
  /** `*`: everything in the stream, so that an exclude removes the stream too. */
  whole: boolean
  /** The parents of a nested property: selecting `a.b.c` requires `a` and `a.b`. */
  parents: RegExp[]
}

/**
 * Parses a line. The first dot without a preceding backslash separates stream and property; further such dots
 * separate nested properties.
 */
export function parsePattern(text: string): SelectPattern {
  const excludes = text.startsWith('!')
  const [stream = '', ...properties] = splitPattern(text)
  return {
    text,
    excludes,
    stream: glob(stream),
    literal: literalOf(stream),
    property: properties.length === 0 ? null : breadcrumbGlob(properties),
    start: `properties.${/^[^*?[]*/.exec(properties[0] ?? '')?.[0] ?? ''}`,
    whole: properties.length === 0 || (properties.length === 1 && properties[0] === '*'),
    parents: properties.slice(1).map((_, index) => breadcrumbGlob(properties.slice(0, index + 1))),
  }
}

/** Splits a line into the globs for the stream and for the nested properties. */
export const splitPattern = (text: string): string[] =>
  text
    .replace(/^!/, '')
    .split(/(?<!\\)\./)
    .map(unescaped)

const unescaped = (text: string): string => text.replaceAll(String.raw`\.`, '.')

/** Returns the only text that a glob matches; null if it matches several or might. */
export function literalOf(pattern: string): string | null {
  const plain = pattern.replaceAll(/\[([^!\]]|\])\]/gu, '')
  return /[*?[]/.test(plain) ? null : pattern.replaceAll(/\[([^!\]]|\])\]/gu, '$1')
}

/** Returns a pattern for the breadcrumb of a property, given by globs from the top. */
export const breadcrumbGlob = (properties: readonly string[]): RegExp =>
  glob(properties.flatMap((part) => ['properties', part]).join('.'))

/**
 * Compiles a Unix fnmatch pattern: `*`, `?`, `[…]`, `[!…]`, case-sensitive; `*` also matches dots. An
 * unclosed bracket is literal.
 */
export function glob(pattern: string): RegExp {
  const source = pattern.replaceAll(/\[(?:!|(?!!))(?:\][^\]]*|[^\]]+)\]|[^]/gu, (part) => {
    if (part === '*') return '[^]*'
    if (part === '?') return '[^]'
    if (part.length > 2 && part.startsWith('[')) return characterClass(part)
    return part.replaceAll(/[\\^$.|+(){}[\]]/g, String.raw`\$&`)
  })
  return compiled(source)
}

function characterClass(part: string): string {
  const negative = part.startsWith('[!')
  const inside = part.slice(negative ? 2 : 1, -1).replaceAll(/[\\\]^[]/g, String.raw`\$&`)
  return `[${negative ? '^' : ''}${inside}]`
}

/** Compiles an expression; a reversed range such as `[z-a]` matches nothing. */
function compiled(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 'u')
  } catch {
    try {
      return new RegExp(`^${source}$`)
    } catch {
      return /(?!)/
    }
  }
}

/**
 * Returns the line for exactly one stream, or one of its fields. `field` is a path such as
 * `address.properties.city`.
 */
export function patternFor(stream: string, field: string | null, excludes = false): string {
  const parts = [stream, ...(field === null ? ['*'] : field.split('.properties.'))]
  const [first = '', ...others] = parts.map((part, index) =>
    field === null && index === 1 ? part : literally(part),
  )
  // A leading "!" would turn an include into an exclude.
  const head = !excludes && first.startsWith('!') ? `?${first.slice(1)}` : first
  return `${excludes ? '!' : ''}${[head, ...others].join('.')}`
}

/** Escapes a name so that it matches literally and contains no variable reference. */
const literally = (name: string): string =>
  name.replaceAll(/[*?[\\$]/g, (character) => `[${character}]`).replaceAll('.', String.raw`\.`)
