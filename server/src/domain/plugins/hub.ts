import type { HubType } from '@flx/shared/plugins/hub'
import type { Json } from '@flx/shared/json/json'
import type { PluginCreate } from '@flx/shared/plugins/plugin'

/** An answer of the hub, kept. */
export interface HubDocument {
  body: Json
  fetchedAt: string
}

export interface HubDocuments {
  get(url: string): Promise<HubDocument | undefined>
  put(url: string, document: HubDocument): Promise<void>
}

/** A document, and why it is not as fresh as it should be. */
export interface HubAnswer extends HubDocument {
  problem: string | null
}

/** The hub cannot be asked, and nothing is kept from before. The message is a sentence. */
export class HubError extends Error {
  override readonly name = 'HubError'
}

/** MeltanoHub's API, or a server with the same contract. Both methods throw HubError. */
export interface HubClient extends AsyncDisposable {
  /** Its host, for people. */
  host: string
  /** `plugins/<type>/index`; an empty one for a type that the hub does not have. */
  index(type: HubType, options: { again: boolean }): Promise<HubAnswer>
  /** The document at a `ref` of an index. */
  definition(ref: string): Promise<HubAnswer>
}

/** A plugin that this product knows by itself. */
export interface KnownPlugin {
  hubType: HubType
  label: string
  /** The first is the default. */
  variants: PluginCreate[]
}
