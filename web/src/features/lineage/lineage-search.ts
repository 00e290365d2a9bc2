import type { NeighbourhoodQuery, LineageOf } from '#web/api/lineage/lineage.ts'

export const DEPTHS = ['0', '1', '2', 'all'] as const
export type Depth = (typeof DEPTHS)[number]
const DETAILS = ['tables', 'columns', 'pipelines'] as const
export type Detail = (typeof DETAILS)[number]
const VIEWS = ['picture', 'list'] as const
type View = (typeof VIEWS)[number]

/** The most hops that the server follows, used for "all". */
const ALL = 10
const MAX_EXPANDED = 10

export interface LineageSearch {
  /** The dataset or pipeline at the centre. Null shows the search. */
  centre: LineageOf | null
  search: string
  /** The namespace of the systems to show, and the tag of their pipelines. Undefined means all. */
  source: string | undefined
  tag: string | undefined
  up: Depth
  down: Depth
  detail: Detail
  view: View
  moment: { execution?: string; at?: string }
  /** The node in the panel. Null means none, not even the centre. */
  selected: string | null | undefined
  column: string | undefined
  /** Datasets whose neighbours are shown as well. */
  expanded: string[]
}

/** The URL's value for an empty panel. */
export const NO_NODE = 'none'

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads the state of the page from the URL. Unknown values are left out, so that an old link still works. */
export function readLineageSearch(parameters: URLSearchParams): LineageSearch {
  const text = (name: string) => parameters.get(name)?.trim().slice(0, 1000) || undefined
  const id = (name: string) => (ID.test(parameters.get(name) ?? '') ? parameters.get(name) : null)
  const choiceOf = <T extends string>(name: string, options: readonly T[], fallback: T): T =>
    options.find((option) => option === parameters.get(name)) ?? fallback
  const [dataset, pipeline, execution] = [id('dataset'), id('pipeline'), id('execution')]
  const at = text('at')
  const node = text('node')
  return {
    centre:
      dataset !== null
        ? { kind: 'dataset', id: dataset }
        : pipeline !== null
          ? { kind: 'pipeline', id: pipeline }
          : null,
    search: text('search')?.slice(0, 200) ?? '',
    source: text('source'),
    tag: text('tag')?.slice(0, 255),
    up: choiceOf('up', DEPTHS, '2'),
    down: choiceOf('down', DEPTHS, '2'),
    detail: choiceOf('show', DETAILS, 'tables'),
    view: choiceOf('view', VIEWS, 'picture'),
    moment:
      execution !== null
        ? { execution }
        : at !== undefined && !Number.isNaN(Date.parse(at))
          ? { at: new Date(at).toISOString() }
          : {},
    selected: node === NO_NODE ? null : node,
    column: text('column'),
    expanded: (text('expand') ?? '')
      .split(',')
      .filter((value) => ID.test(value))
      .slice(0, MAX_EXPANDED),
  }
}

/** Returns the filters of the list for the server. */
export const filtersOf = ({ search, source, tag }: Pick<LineageSearch, 'search' | 'source' | 'tag'>) => ({
  ...(search !== '' && { search }),
  ...(source !== undefined && { source }),
  ...(tag !== undefined && { tag }),
})

export const aroundQuery = ({ up, down, moment }: LineageSearch): NeighbourhoodQuery => ({
  upstream: stepsOf(up),
  downstream: stepsOf(down),
  ...moment,
})

const stepsOf = (depth: Depth): number => (depth === 'all' ? ALL : Number(depth))
