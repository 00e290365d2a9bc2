import type { CatalogChangeCounts, CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'

import type { SelectionRules } from './catalog-selection.ts'

/** A catalogue parsed once. Large ones stay JSON text: handling the parsed tree would block the event loop. */
export interface ReadCatalog {
  /** The catalogue's JSON, as written. */
  catalog: string
  /** The same catalogue as JSON for pages (`CompactCatalog`). */
  compact: string
  /** Equal for catalogues that do not differ in anything pages and patterns use. */
  hash: string
  streams: number
  fields: number
}

/** A catalogue with the selection applied. */
export interface SelectedCatalog {
  /** JSON, as passed to the extractor. */
  catalog: string
  streams: { name: string; selected: boolean }[]
  /** Rules without a match in the catalogue, such as `_select "users.ssn"`. */
  unmatched: string[]
}

/** The difference between two versions: a bounded number of changes of each kind, and the full counts. */
export interface CatalogDifference {
  counts: CatalogChangeCounts
  diff: CatalogDiff
}

/** Reads catalogues without blocking the event loop. `packed` is a version's summary as the store keeps it. */
export interface CatalogReader {
  /**
   * Reads the output of a discovery; undefined if it is not a catalogue. `holdsSecret`: it contains one of the secrets and must
   * not be stored.
   */
  readDiscovered(
    output: Uint8Array,
    secrets: readonly string[],
  ): Promise<(ReadCatalog & { holdsSecret: boolean }) | undefined>
  /** Throws AppError `invalid` that names the first fault. */
  readUploaded(text: string): Promise<ReadCatalog>
  /** Applies the selection rules; undefined if the stored catalogue is damaged. */
  select(catalog: string, rules: SelectionRules): Promise<SelectedCatalog | undefined>
  /** Returns a packed summary as JSON with its secrets masked; undefined if it is damaged. */
  maskedSummary(packed: string, secrets: readonly string[]): Promise<string | undefined>
  /** Compares two packed summaries, secrets masked; null if they show no difference, or if either is damaged. */
  difference(before: string, after: string, secrets: readonly string[]): Promise<CatalogDifference | null>
  /** Compares a packed summary with a newly read catalogue, for an event; null if nothing changed. */
  change(before: string, compact: string): Promise<CatalogChange | null>
}
