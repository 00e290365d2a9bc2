import type { OpenLineageSettings } from '@flx/shared/lineage/open-lineage'

import { messageOf } from '../../domain/core/errors.ts'
import { receiverAddress } from '../../domain/lineage/open-lineage/receiver-address.ts'
import { EventRefused, type EventSender } from '../../domain/lineage/open-lineage/sender.ts'
import { MASK } from '../../domain/settings/secrets/masker.ts'
import { HttpStatusError, postJson } from '../alerts/post-json.ts'
import { appendEvent } from './event-file.ts'

/** Statuses that are the fault of the receiver or the key, not of the event. */
const NOT_THE_EVENT = new Set([401, 403, 404, 405, 407, 408, 425, 429])

/** Sends events by HTTP, or appends them to a file in the data folder. */
export function createEventSender(options: { allowPrivate: boolean; file: string }): EventSender {
  return {
    async send(settings, payload) {
      if (settings.transport === 'file') {
        return appendEvent(options.file, payload, {
          bytes: settings.fileMebibytes * 1024 * 1024,
          files: settings.filesKept,
        })
      }
      await post(settings, payload, options.allowPrivate)
    },
  }
}

async function post(
  { url, apiKey }: OpenLineageSettings,
  payload: string,
  allowPrivate: boolean,
): Promise<void> {
  if (typeof apiKey !== 'string') throw new Error('The connection has no stored key. Enter it again.')
  const headers = apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }
  try {
    await postJson(receiverAddress(url), payload, { headers, allowPrivate })
  } catch (error) {
    const fullMessage = messageOf(error)
    // The other side might repeat what it was sent.
    const message = apiKey === '' ? fullMessage : fullMessage.replaceAll(apiKey, MASK)
    const status = error instanceof HttpStatusError ? error.status : 0
    if (status >= 400 && status < 500 && !NOT_THE_EVENT.has(status))
      throw new EventRefused(message, { cause: error })
    throw new Error(message, { cause: error })
  }
}
