import type { Json } from './json.ts'

/** One saved bookmark of a pipeline. */
export interface StateVersion {
  version: number
  value: Json
  source: 'execution' | 'edit' | 'reset'
  executionId: string | null
  createdBy: string | null
  createdAt: string
}
