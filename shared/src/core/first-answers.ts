/**
 * Requests without which the executions page cannot be rendered: the session and the first page of the list.
 */
export const NEEDED_REQUESTS = ['/api/auth/get-session', '/api/executions?sort=-queuedAt'] as const

/** The first requests of the executions page, exactly as it sends them. */
export const FIRST_REQUESTS = [
  ...NEEDED_REQUESTS,
  '/api/failures/summary',
  '/api/alerts/incidents?state=open&limit=1',
  '/api/holds',
  '/api/samples',
  '/api/storage/warning',
] as const

/** An answer of the API with the headers that the page uses. */
export interface GivenAnswer {
  body: string
  headers: Record<string, string>
}

/** Answers by request address; refused ones are absent. */
export type FirstAnswers = Record<string, GivenAnswer>
