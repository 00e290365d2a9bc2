import { setTimeout } from 'node:timers/promises'

import type { StateBackend } from '@flx/shared/projects/state-backend'

import type { Clock } from '../../domain/core/ports.ts'
import type { ProjectStates } from '../../domain/projects/state/project-states.ts'
import type { Wait } from './locked-documents.ts'

/** Opens the place where Meltano stores its states. Modules that only one kind needs are loaded on demand. */
export async function openStateBackend(
  backend: StateBackend,
  clock: Clock,
  wait: Wait = setTimeout,
): Promise<ProjectStates> {
  switch (backend.kind) {
    case 'sqlite': {
      const { openSqliteStates } = await import('./sqlite-states.ts')
      return openSqliteStates(plainPath(backend.path))
    }
    case 'postgresql': {
      const { openPostgresStates } = await import('./postgres-states.ts')
      return openPostgresStates(backend.url)
    }
    case 'folder': {
      const { openFolderStates } = await import('./folder-states.ts')
      return openFolderStates(plainPath(backend.path), clock, wait)
    }
    case 's3': {
      const { openS3States } = await import('./s3-states.ts')
      return openS3States(backend, clock, wait)
    }
  }
}

const plainPath = (path: string): string => path.replace(/^file:\/\//, '')
