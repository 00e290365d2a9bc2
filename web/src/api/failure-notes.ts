import type { FailureNotes } from '@flx/shared/alert'
import { mutationOptions, queryOptions, type MutationFunctionContext } from '@tanstack/react-query'

import { alerts } from './alerts.ts'
import { client } from './client.ts'
import { statistics } from './statistics.ts'

/** What is acknowledged or commented on. */
export interface NoteTarget {
  kind: 'execution' | 'incident'
  id: string
}

export const failureNotes = {
  all: ['failure notes'] as const,
  of: (target: NoteTarget) =>
    queryOptions({
      queryKey: [...failureNotes.all, target],
      queryFn: ({ signal }) => client.get<FailureNotes>(`${pathOf(target)}/notes`, { signal }),
    }),
}

const pathOf = ({ kind, id }: NoteTarget): string =>
  kind === 'execution' ? `/executions/${id}` : `/alerts/incidents/${id}`

/** Also what lists and the dashboard say of it. */
const saved = async (
  _notes: unknown,
  { target }: { target: NoteTarget },
  _result: unknown,
  { client: queries }: MutationFunctionContext,
) => {
  await Promise.all([
    queries.invalidateQueries({ queryKey: failureNotes.of(target).queryKey }),
    queries.invalidateQueries({ queryKey: alerts.all }),
    queries.invalidateQueries({ queryKey: statistics.all }),
  ])
}

/** Says that one looks after it. */
export const acknowledgeFailure = () =>
  mutationOptions({
    mutationFn: ({ target }: { target: NoteTarget }) =>
      client.post<FailureNotes>(`${pathOf(target)}/acknowledge`, {}),
    onSuccess: saved,
  })

export const withdrawAcknowledgement = () =>
  mutationOptions({
    mutationFn: ({ target }: { target: NoteTarget }) => client.delete(`${pathOf(target)}/acknowledge`),
    onSuccess: saved,
  })

export const commentOnFailure = () =>
  mutationOptions({
    mutationFn: ({ target, body }: { target: NoteTarget; body: string }) =>
      client.post<FailureNotes>(`${pathOf(target)}/comments`, { body }),
    onSuccess: saved,
  })
