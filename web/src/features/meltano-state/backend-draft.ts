import type { StateBackendInput } from '@flx/shared/projects/state-backend'

/** The entered values of all kinds at once, so that switching back to a kind restores them. */
export interface BackendDraft {
  kind: StateBackendInput['kind']
  path: string
  folder: string
  url: string
  bucket: string
  prefix: string
  region: string
  endpoint: string
  accessKeyId: string
  secretAccessKey: string
}

export const EMPTY_DRAFT: BackendDraft = {
  kind: 'sqlite',
  path: '',
  folder: '',
  url: '',
  bucket: '',
  prefix: '',
  region: '',
  endpoint: '',
  accessKeyId: '',
  secretAccessKey: '',
}

/** Returns the backend for the API. */
export function backendOf(draft: BackendDraft): StateBackendInput {
  switch (draft.kind) {
    case 'sqlite':
      return { kind: 'sqlite', path: draft.path.trim() }
    case 'postgresql':
      return { kind: 'postgresql', url: draft.url.trim() }
    case 'folder':
      return { kind: 'folder', path: draft.folder.trim() }
    case 's3': {
      const { bucket, prefix, region, endpoint, accessKeyId, secretAccessKey } = draft
      return {
        kind: 's3',
        bucket: bucket.trim(),
        prefix: prefix.trim(),
        ...(region.trim() === '' ? {} : { region: region.trim() }),
        ...(endpoint.trim() === '' ? {} : { endpoint: endpoint.trim() }),
        accessKeyId: accessKeyId.trim(),
        secretAccessKey,
      }
    }
  }
}
