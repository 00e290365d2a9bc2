import { queryOptions } from '@tanstack/react-query'

import { loadDocument } from './client.ts'

/** The subset of OpenAPI 3.1 and JSON Schema that the server's document uses. */
export interface ApiSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  anyOf?: ApiSchema[]
  oneOf?: ApiSchema[]
  items?: ApiSchema
  properties?: Record<string, ApiSchema>
  required?: string[]
  additionalProperties?: ApiSchema | boolean
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

interface ApiParameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: ApiSchema
}

interface ApiResponse {
  $ref?: string
  description?: string
  content?: Record<string, { schema: ApiSchema }>
}

export interface ApiOperation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  'x-role'?: string
  parameters: ApiParameter[]
  requestBody?: { content: Record<string, { schema: ApiSchema }> }
  responses: Record<string, ApiResponse>
}

export interface ApiDocument {
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, ApiOperation>>
  components: { schemas: Record<string, ApiSchema>; responses: Record<string, ApiResponse> }
}

/** Loads the API's description of itself. It changes only with the server. */
export const apiDocument = () =>
  queryOptions({
    queryKey: ['api-document'],
    // The server's own tests check the document against OpenAPI 3.1.
    queryFn: async ({ signal }) => (await loadDocument('/api/openapi.json', signal)) as ApiDocument,
    staleTime: Infinity,
  })
