import type { OpenLineageSettings } from '@flx/shared/lineage/open-lineage'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'

/** The values in the form. A stored key stays empty. */
export interface ConnectionDraft {
  isActive: boolean
  transport: OpenLineageSettings['transport']
  url: string
  apiKey: string
  removeKey: boolean
  namespace: string
  fileMebibytes: string
  filesKept: string
}

export const hasKey = ({ apiKey }: OpenLineageSettings): boolean => isSecretMarker(apiKey)

export const draftOf = (settings: OpenLineageSettings): ConnectionDraft => ({
  ...settings,
  apiKey: '',
  removeKey: false,
  fileMebibytes: settings.fileMebibytes.toString(),
  filesKept: settings.filesKept.toString(),
})

/** Returns the settings in the form. An empty key keeps the stored one. */
export const settingsOf = (
  { removeKey, ...draft }: ConnectionDraft,
  stored: OpenLineageSettings,
): OpenLineageSettings => ({
  ...draft,
  url: draft.url.trim(),
  apiKey: draft.apiKey !== '' || removeKey || !hasKey(stored) ? draft.apiKey : { ...SECRET_MARKER },
  fileMebibytes: numberOf(draft.fileMebibytes),
  filesKept: numberOf(draft.filesKept),
})

/** Parses a number. The server reports what is wrong with text that is not a number. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))
