/** A rule of `_select`. Properties are matched by their breadcrumb in the catalogue. */
export interface SelectPattern {
  /** As it was written, with its "!". */
  text: string
  excludes: boolean
  stream: RegExp
  /** The one stream that it is for, when it names one without wildcards. */
  literal: string | null
  /** Null = the whole stream. */
  property: RegExp | null
  /** How the path of every field that it matches begins, to find them quickly. */
  start: string
  /** `*`: everything in the stream, so that an exclude takes the stream out, too. */
  whole: boolean
  /** The parents of a nested property: who selects `a.b.c` needs `a` and `a.b`. */
  parents: RegExp[]
}

/**
 * Reads a line. Stream and property are parted by the first dot that has no backslash before it, properties by each
 * such dot.
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

/** The globs of a line for the stream and for the properties in each other. */
export const splitPattern = (text: string): string[] =>
  text
    .replace(/^!/, '')
    .split(/(?<!\\)\./)
    .map(unescaped)

const unescaped = (text: string): string => text.replaceAll(String.raw`\.`, '.')

/** The only text that a glob matches; null when it matches several, or may. */
export function literalOf(pattern: string): string | null {
  const plain = pattern.replaceAll(/\[([^!\]]|\])\]/gu, '')
  return /[*?[]/.test(plain) ? null : pattern.replaceAll(/\[([^!\]]|\])\]/gu, '$1')
}

/** Matches the breadcrumb of a property, given by patterns from the top. */
export const breadcrumbGlob = (properties: readonly string[]): RegExp =>
  glob(properties.flatMap((part) => ['properties', part]).join('.'))

/** Unix fnmatch: `*`, `?`, `[…]`, `[!…]`, case-sensitive; `*` also crosses dots. An unclosed bracket is itself. */
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

/** A range that runs backwards, such as `[z-a]`, matches nothing. */
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

/** The line for exactly one stream, or one field of it. `field` is a path as in `address.properties.city`. */
export function patternFor(stream: string, field: string | null, excludes = false): string {
  const parts = [stream, ...(field === null ? ['*'] : field.split('.properties.'))]
  const [first = '', ...others] = parts.map((part, index) =>
    field === null && index === 1 ? part : literally(part),
  )
  // A leading "!" would make an exclude of an include.
  const head = !excludes && first.startsWith('!') ? `?${first.slice(1)}` : first
  return `${excludes ? '!' : ''}${[head, ...others].join('.')}`
}

/** A name that stands for itself in a pattern, and holds no reference to a variable. */
const literally = (name: string): string =>
  name.replaceAll(/[*?[\\$]/g, (character) => `[${character}]`).replaceAll('.', String.raw`\.`)
