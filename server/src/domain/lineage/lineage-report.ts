import type { Certainty, DatasetColumn, DatasetKind, Flow } from '@flx/shared/lineage/lineage'

/** A dataset as seen by an execution. */
export interface SeenDataset {
  kind: DatasetKind
  namespace: string
  name: string
  dbt: string | null
  columns: DatasetColumn[]
}

/** A flow between two datasets of the same report, by their indexes. */
export interface SeenFlow {
  from: number
  to: number
  step: Flow['step']
  certainty: Certainty
  sameNames: boolean
  columns: Flow['columns']
  /** The name at the loader. */
  stream: string | null
}

/** The origins and destinations of data, as seen in one execution. */
export interface LineageReport {
  datasets: SeenDataset[]
  flows: SeenFlow[]
  /** False if only part of the pipeline was executed: flows missing here can still exist. */
  whole: boolean
}

/** Limits per execution. */
const MAX_DATASETS = 20_000
const MAX_COLUMNS = 1000
const MAX_NAME = 1000

/** Returns a key that is equal for names of the same dataset; table names do not differ by case alone. */
export const datasetKey = ({
  kind,
  namespace,
  name,
}: Pick<SeenDataset, 'kind' | 'namespace' | 'name'>): string =>
  `${namespace}\n${kind === 'table' ? name.toLowerCase() : name}`

/** Builds a report in which each dataset and each flow occurs once. */
export function createReport() {
  const datasets: SeenDataset[] = []
  const flows = new Map<string, SeenFlow>()
  const indexes = new Map<string, number>()
  return {
    /** Returns the dataset's index in the report; undefined if there are too many. */
    dataset(seen: Omit<SeenDataset, 'columns' | 'dbt'> & Partial<SeenDataset>): number | undefined {
      const key = datasetKey(seen)
      const index = indexes.get(key)
      const columns = (seen.columns ?? []).slice(0, MAX_COLUMNS)
      if (index !== undefined) {
        const existing = datasets[index]
        if (existing !== undefined && existing.columns.length === 0) existing.columns = columns
        if (existing !== undefined) existing.dbt ??= seen.dbt ?? null
        return index
      }
      if (datasets.length >= MAX_DATASETS || seen.name.length > MAX_NAME) return undefined
      indexes.set(key, datasets.length)
      return datasets.push({ ...seen, dbt: seen.dbt ?? null, columns }) - 1
    },
    flow(from: number | undefined, to: number | undefined, rest: Omit<SeenFlow, 'from' | 'to'>): void {
      if (from === undefined || to === undefined || from === to) return
      const key = `${from} ${to} ${rest.step}`
      const existing = flows.get(key)
      const columns = new Map(
        [...(existing?.columns ?? []), ...rest.columns].map((pair) => [JSON.stringify(pair), pair]),
      )
      flows.set(key, { from, to, ...rest, columns: [...columns.values()].slice(0, MAX_COLUMNS) })
    },
    done: (whole: boolean): LineageReport => ({ datasets, flows: [...flows.values()], whole }),
  }
}
export type ReportBuilder = ReturnType<typeof createReport>
