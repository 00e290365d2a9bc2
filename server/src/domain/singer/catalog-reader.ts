import type { CatalogChangeCounts, CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'

import type { SelectionRules } from './catalog-selection.ts'

/** A catalogue that was read once. Large ones stay text: a parsed one would keep the server from everything else. */
export interface ReadCatalog {
  /** JSON of the catalogue as it was written. */
  catalog: string
  /** JSON of the same as pages take it (`CompactCatalog`). */
  compact: string
  /** The same text for catalogues that differ in nothing that pages and patterns see. */
  hash: string
  streams: number
  fields: number
}

/** A catalogue with what is selected in it. */
export interface SelectedCatalog {
  /** JSON, for the extractor. */
  catalog: string
  streams: { name: string; selected: boolean }[]
  /** Rules that match nothing in it, as `_select "users.ssn"`. */
  unmatched: string[]
}

/** The difference between two versions, at most so many of each kind, and how many there are. */
export interface CatalogDifference {
  counts: CatalogChangeCounts
  diff: CatalogDiff
}

/** Reads catalogues without keeping the server from other work. `packed` = as the store keeps a version's summary. */
export interface CatalogReader {
  /**
   * What an extractor wrote; undefined when that is no catalogue. `holdsSecret`: it repeats one of these secrets, so it is
   * not to be kept.
   */
  discovered(
    output: Uint8Array,
    secrets: readonly string[],
  ): Promise<(ReadCatalog & { holdsSecret: boolean }) | undefined>
  /** Throws AppError `invalid` with the first thing that is wrong with it. */
  uploaded(text: string): Promise<ReadCatalog>
  /** Undefined for a stored catalogue that is damaged. */
  select(catalog: string, rules: SelectionRules): Promise<SelectedCatalog | undefined>
  /** JSON of a packed summary without secrets; undefined when it is damaged. */
  shown(packed: string, secrets: readonly string[]): Promise<string | undefined>
  /** Between two packed summaries, without secrets; null when people see none, or one is damaged. */
  difference(before: string, after: string, secrets: readonly string[]): Promise<CatalogDifference | null>
  /** The change from a packed summary to a catalogue just read, for an event; null for none. */
  change(before: string, compact: string): Promise<CatalogChange | null>
}
