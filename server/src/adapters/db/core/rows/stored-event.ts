import type { ExecutionChange, LiveEvent } from '@flx/shared/live/live'

import type { NewEvent } from '../../../../domain/core/ports.ts'
import { toJson } from './json.ts'

/** The execution of an event as stored: nodes of the previous version call its `pipelineFigures` `standing`. */
type StoredChange = ExecutionChange & { standing?: NonNullable<ExecutionChange['pipelineFigures']> }

/** Returns the JSON text of an event as stored. */
export function toStoredEvent(event: NewEvent): string {
  if (event.type !== 'execution.changed') return toJson(event)
  const { pipelineFigures, ...execution } = event.execution
  return toJson({ ...event, execution: { ...execution, standing: pipelineFigures } })
}

/** Converts a stored event to the form of the API. */
export function fromStoredEvent(stored: LiveEvent): LiveEvent {
  if (stored.type !== 'execution.changed') return stored
  const { standing, ...execution }: StoredChange = stored.execution
  return {
    ...stored,
    execution: { ...execution, ...(standing !== undefined && { pipelineFigures: standing }) },
  }
}
