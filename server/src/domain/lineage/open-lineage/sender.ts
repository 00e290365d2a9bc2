import type { OpenLineageSettings } from '@flx/shared/lineage/open-lineage'

/** The receiver will not take this event, however often it is sent. */
export class EventRefused extends Error {}

/** Hands one event on. Throws with a sentence that holds no secret; EventRefused where the event is to blame. */
export interface EventSender {
  send(settings: OpenLineageSettings, payload: string): Promise<void>
}
