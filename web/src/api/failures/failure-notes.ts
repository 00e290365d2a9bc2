import { mutationOptions, queryOptions, type MutationFunctionContext } from '@tanstack/react-query'

import { alerts } from '../alerts.ts'
import { answer, api, load } from '../core/client.ts'
import { failures } from './failures.ts'
import { statistics } from '../statistics.ts'

/** The subject of an acknowledgement or comment. */
export interface NoteTarget {
  kind: 'execution' | 'incident' | 'cause'
  id: string
}

export const failureNotes = {
  all: ['failure notes'] as const,
  of: (target: NoteTarget) =>
    queryOptions({
      queryKey: [...failureNotes.all, target],
      queryFn: (context) =>
        load(context, (options) => routesOf(target).notes.$get({ param: { id: target.id } }, options)),
    }),
}

const routesOf = ({ kind }: NoteTarget) =>
  kind === 'execution'
    ? api.executions[':id']
    : kind === 'cause'
      ? api.failures[':id']
      : api.alerts.incidents[':id']

/** Also reloads the lists and the dashboard, which show acknowledgements and comments. */
const invalidateNotes = async (
  _notes: unknown,
  { target }: { target: NoteTarget },
  _result: unknown,
  { client: queries }: MutationFunctionContext,
) => {
  await Promise.all([
    queries.invalidateQueries({ queryKey: failureNotes.of(target).queryKey }),
    queries.invalidateQueries({ queryKey: alerts.all }),
    queries.invalidateQueries({ queryKey: failures.all }),
    queries.invalidateQueries({ queryKey: statistics.all }),
  ])
}

/** Acknowledges a failure: the user is looking into it. */
export const acknowledgeFailure = () =>
  mutationOptions({
    mutationFn: ({ target }: { target: NoteTarget }) =>
      answer(routesOf(target).acknowledge.$post({ param: { id: target.id }, json: {} })),
    onSuccess: invalidateNotes,
  })

export const withdrawAcknowledgement = () =>
  mutationOptions({
    mutationFn: ({ target }: { target: NoteTarget }) =>
      answer(routesOf(target).acknowledge.$delete({ param: { id: target.id } })),
    onSuccess: invalidateNotes,
  })

export const commentOnFailure = () =>
  mutationOptions({
    mutationFn: ({ target, body }: { target: NoteTarget; body: string }) =>
      answer(routesOf(target).comments.$post({ param: { id: target.id }, json: { body } })),
    onSuccess: invalidateNotes,
  })
