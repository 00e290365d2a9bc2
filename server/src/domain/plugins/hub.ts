import type { HubType } from '@flx/shared/plugins/hub'
import type { Json } from '@flx/shared/json/json'
import type { PluginCreate } from '@flx/shared/plugins/plugin'

/** A stored response of the hub. */
export interface HubDocument {
  body: Json
  fetchedAt: string
}

export interface HubDocuments {
  get(url: string): Promise<HubDocument | undefined>
  put(url: string, document: HubDocument): Promise<void>
}

/** A document, and why it might be outdated. */
export interface HubAnswer extends HubDocument {
  problem: string | null
}

/** The hub is unreachable, and no earlier response is stored. The message is a sentence. */
export class HubError extends Error {
  override readonly name = 'HubError'
}

/** A client of MeltanoHub's API, or of a server with the same contract. Both methods throw HubError. */
export interface HubClient extends AsyncDisposable {
  /** The host, for display. */
  host: string
  /** Returns `plugins/<type>/index`; empty for a type that the hub lacks. */
  index(type: HubType, options: { refresh: boolean }): Promise<HubAnswer>
  /** Returns the document at a `ref` of an index. */
  definition(ref: string): Promise<HubAnswer>
}

/** A plugin that is built into this product. */
export interface KnownPlugin {
  hubType: HubType
  label: string
  /** The first is the default. */
  variants: PluginCreate[]
}
