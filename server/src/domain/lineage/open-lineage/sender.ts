import type { OpenLineageSettings } from '@flx/shared/lineage/open-lineage'

/** The receiver does not accept this event, however often it is sent. */
export class EventRefused extends Error {}

/** Sends one event. Throws with a message that holds no secrets; EventRefused if the event is at fault. */
export interface EventSender {
  send(settings: OpenLineageSettings, payload: string): Promise<void>
}
