/** Without these the executions page cannot be drawn: who is signed in, and the first page of the list. */
export const NEEDED_REQUESTS = ['/api/auth/get-session', '/api/executions?sort=-queuedAt'] as const

/** What the executions page asks for first, as the addresses stand in its requests. */
export const FIRST_REQUESTS = [
  ...NEEDED_REQUESTS,
  '/api/failures/summary',
  '/api/alerts/incidents?state=open&limit=1',
  '/api/holds',
  '/api/samples',
  '/api/storage/warning',
] as const

/** An answer of the API, with the headers that the page reads. */
export interface GivenAnswer {
  body: string
  headers: Record<string, string>
}

/** Answers by the address of their request; one that was refused is not there. */
export type FirstAnswers = Record<string, GivenAnswer>
