import type { MutationFunctionContext, QueryKey } from '@tanstack/react-query'

/** Loads a list page by page: the first one, then each from the cursor of the one before. */
export const BY_CURSOR = {
  initialPageParam: '',
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
}

/** Creates the `onSuccess` of a mutation after which the queries under these keys are stale. */
export const invalidate =
  (...keys: readonly QueryKey[]) =>
  (_answer: unknown, _body: unknown, _result: unknown, { client }: MutationFunctionContext) =>
    Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
