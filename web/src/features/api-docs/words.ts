// Words of the API page, by component.

export const apiPageWords = {
  api: 'API',
  loadError: 'Could not load the API document',
  sendToken: 'Authenticate with an API token:',
  conventions: '. Each role includes the roles below it. Times are ISO 8601 in UTC. Page through lists with',
  conventions2: '. Errors are problem details (RFC 9457).',
  openApi: 'OpenAPI 3.1',
  searchApi: 'Search the API',
  searchRoutes: 'Search routes',
  noMatch: 'No matches',
  noMatchHint: 'Search by path or summary.',
  schemas: 'Schemas',
  schema: (name: string) => `Schema ${name}`,
}

export const operationCardWords = {
  open: 'open',
  example: 'Example',
  parameters: 'Parameters',
  inPath: ', in the path',
  default: (value: string) => `, default ${value}`,
  body: 'Body',
  responses: 'Responses',
  as: (media: string) => ` As ${media}.`,
  response: (status: string) => `Response ${status}`,
}
