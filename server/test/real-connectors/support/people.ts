/** Content of every source in these tests: values that connectors get wrong, under names that they get wrong. */
export interface Person {
  id: string
  name: string
  /** Twenty-eight digits before the point would be too many for a double, as are these. */
  amount: string
  born: string
  doc: string
  'Mixed Case': string
  'dot.ted': string
  /** Not `nothing`: that is a keyword of SQLite, which an old loader does not quote. */
  unknown_yet: null
  updated_at: string
}

/** Above 2^53: the first number that a double cannot hold. */
const FIRST_ID = 9_007_199_254_740_993n
const NAMES = [
  'Ada',
  'Zoë',
  '李小龍',
  'Ελένη',
  'O’Brien "Q"',
  'two\nlines',
  'back\\slash',
  '🦊 fox',
  'tab\there',
  "it's",
]

const two = (value: number): string => String(value).padStart(2, '0')

/** The person with a number; `version` marks a changed row. */
function person(index: number, version = 1): Person {
  const minute = index % 60
  return {
    id: String(FIRST_ID + BigInt(index)),
    name: `${NAMES[index % NAMES.length]} ${index}`,
    amount: `${index % 2 === 0 ? '' : '-'}1234567890123456.${String(index).padStart(10, '0')}`,
    born: `1999-12-31T23:${two(minute)}:59.123456Z`,
    doc: JSON.stringify({ tags: ['a', 'ü'], deep: { n: index, none: null } }),
    'Mixed Case': version === 1 ? 'First' : 'Changed',
    'dot.ted': `d.${index}`,
    unknown_yet: null,
    updated_at: `2026-0${version}-01T00:${two(minute)}:00.000000Z`,
  }
}

export const FIRST_PEOPLE = Array.from({ length: 50 }, (_, index) => person(index))
/** Five of the first are changed, ten are added. */
export const CHANGED_PEOPLE = [
  ...Array.from({ length: 5 }, (_, index) => person(index, 2)),
  ...Array.from({ length: 10 }, (_, index) => person(index + 50, 2)),
]
/** Rows that a source also removes, if it reports removals. */
export const REMOVED_PEOPLE = [person(20), person(21), person(22)]

/** The final content of a loader that replaces rows. */
export const LAST_PEOPLE = [...FIRST_PEOPLE.slice(5), ...CHANGED_PEOPLE]

export type Row = Record<string, string | null>

const WHOLE: Record<keyof Person, (text: string) => string> = {
  id: number,
  name: (text) => text,
  amount: number,
  born: instant,
  doc: (text) => JSON.stringify(sorted(unwrapped(text))),
  'Mixed Case': (text) => text,
  'dot.ted': (text) => text,
  unknown_yet: (text) => text,
  updated_at: instant,
}

/** Columns in which the loader's content differs from the source: the first such value of each. */
export function differences(held: readonly Row[], expected: readonly Person[]): Record<string, string> {
  const found: Record<string, string> = {}
  const columns = Object.keys(WHOLE) as (keyof Person)[]
  // Names end with the number of the person: the one thing that no connector changes.
  const numberIn = (name: string | null): string | undefined => /\d+$/.exec(name ?? '')?.[0]
  const rows = new Map(held.map((row) => [numberIn(valueOf(row, 'name')), row]))
  for (const one of expected) {
    const row = rows.get(numberIn(one.name))
    if (row === undefined) {
      found['(row)'] ??= `${one.name} is not there`
      continue
    }
    for (const column of columns) {
      const [is, shall] = [valueOf(row, column), one[column]]
      const same =
        is === null || shall === null ? is === shall : tryWhole(column, is) === WHOLE[column](shall)
      // Formats without NULL represent it by an empty text.
      if (!same && !(shall === null && is === '')) found[column] ??= `${shall} became ${is}`
    }
  }
  return found
}

function tryWhole(column: keyof Person, text: string): string {
  try {
    return WHOLE[column](text)
  } catch {
    return text
  }
}

/** Loaders spell a column in their own way: `Mixed Case` can be `mixed_case`. */
function valueOf(row: Row, column: string): string | null {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const name = Object.keys(row).find((each) => plain(each) === plain(column))
  return name === undefined ? null : (row[name] ?? null)
}

/** Digits alone: `1.500` is `1.5`. */
function number(text: string): string {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim()) ?? [text, '', text]
  const fraction = part.replace(/0+$/, '')
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** To the microsecond; without a zone it is UTC. */
function instant(text: string): string {
  const [, day, time, fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text.trim()) ?? []
  if (day === undefined) return text
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone
  return `${new Date(`${day}T${time}${offset}`).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}`
}

/** JSON that a connector wrote as a JSON string is still the same document. */
function unwrapped(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return typeof value === 'string' ? JSON.parse(value) : value
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
