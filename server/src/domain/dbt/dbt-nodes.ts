import type { NodeStatus, TransformNode } from '@flx/shared/executions/transform-node'
import { parseJson } from '@flx/shared/json/json-text'
import * as z from 'zod'

import type { DbtResult, ManifestFacts } from './dbt-artifacts.ts'

/** Most nodes kept of a project. */
const MAX_NODES = 2000
const MAX_CHARACTERS = 1000

const text = z.string().optional().catch(undefined)
const amount = z.number().nullish().catch(undefined)

/** An event of dbt's structured log, reduced to what concerns nodes. */
const eventSchema = z.object({
  info: z.object({ name: z.string(), level: text, msg: text }),
  data: z
    .object({
      node_info: z
        .object({
          unique_id: z.string(),
          node_name: text,
          resource_type: text,
          node_status: text,
          node_started_at: text,
        })
        .optional()
        .catch(undefined),
      status: text,
      result_message: text,
      execution_time: amount,
      num_failures: amount,
      node_count: amount,
      msg: text,
    })
    .catch({}),
})

/** The models, tests and seeds of one transform, as dbt reports them. */
export interface DbtNodes {
  /** Reads a line. `blank`: nothing worth showing; `changed`: a node changed. */
  read(line: string): { blank: boolean; changed: boolean }
  /** Adds the descriptions from the project's documentation. */
  describe(facts: ManifestFacts): void
  /** Applies the final results, from `run_results.json`. */
  conclude(results: readonly DbtResult[]): void
  /** Marks nodes that are still running as cancelled. */
  close(): void
  parts(): { nodes: TransformNode[]; total: number }
}

/** Collects nodes; `mask` hides secrets in their texts. */
export function createDbtNodes(mask: (text: string) => string): DbtNodes {
  const nodes = new Map<string, TransformNode>()
  let facts: ManifestFacts | undefined
  let expected = 0

  const masked = (raw: string): string => raw.trim().slice(0, MAX_CHARACTERS).split('\n').map(mask).join('\n')

  const change = (id: string, values: Partial<TransformNode>): void => {
    const node = nodes.get(id) ?? emptyNode(id)
    nodes.set(id, { ...node, description: masked(facts?.descriptions[id] ?? node.description), ...values })
  }

  return {
    read(line) {
      const event = line.startsWith('{') ? eventSchema.safeParse(parsed(line)).data : undefined
      if (event === undefined) return { blank: false, changed: false }
      const { info, data } = event
      if (typeof data.node_count === 'number') expected = data.node_count
      const blank = info.msg?.trim() === ''
      const id = data.node_info?.unique_id
      const status = statusOf(info.name, info.level, data)
      if (id === undefined || (status === undefined && !isMessage(info.name)))
        return { blank, changed: false }
      const { node_name: name, resource_type: kind, node_started_at: at } = data.node_info ?? {}
      change(id, {
        ...(name === undefined ? {} : { name: masked(name) }),
        ...(kind === undefined ? {} : { kind }),
        ...(at === undefined || at === '' ? {} : { startedAt: utc(at) }),
        ...(status === undefined ? {} : { status }),
        ...(typeof data.execution_time === 'number' ? { seconds: data.execution_time } : {}),
        ...rowsOf(kind, data),
        ...(isMessage(info.name) && data.msg !== undefined ? { message: masked(data.msg) } : {}),
      })
      return { blank, changed: true }
    },
    describe(manifest) {
      facts = manifest
      for (const id of nodes.keys()) change(id, {})
    },
    conclude(results) {
      expected = results.length
      for (const { id, status, seconds, rows, failures, message } of results) {
        const nodeStatus = STATUSES[status]
        const test = id.startsWith('test.') || id.startsWith('unit_test.')
        change(id, {
          ...(nodeStatus === undefined ? {} : { status: nodeStatus }),
          seconds: nodeStatus === 'skipped' ? null : seconds,
          ...(test ? { rows: failures } : rows === null ? {} : { rows }),
          message: message === null || nodeStatus === 'success' ? null : masked(message),
        })
      }
    },
    close() {
      for (const [id, { status }] of nodes) if (status === 'running') change(id, { status: 'cancelled' })
    },
    parts() {
      const all = [...nodes.values()]
      const total = Math.max(expected, all.length)
      if (all.length <= MAX_NODES) return { nodes: all, total }
      return { nodes: all.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, MAX_NODES), total }
    },
  }
}

const emptyNode = (id: string): TransformNode => ({
  id,
  kind: id.split('.')[0] ?? '',
  // The id of a test ends in a hash, that of a versioned model in its version.
  name: id.split('.')[2] ?? id,
  description: '',
  status: 'running',
  startedAt: null,
  seconds: null,
  rows: null,
  message: null,
})

function parsed(line: string): unknown {
  try {
    return parseJson(line)
  } catch {
    return undefined
  }
}

/** Converts a time to ISO-8601; dbt writes UTC without saying so. */
const utc = (at: string): string => {
  const time = Date.parse(/Z|[+-]\d\d:\d\d$/.test(at) ? at : `${at}Z`)
  return Number.isNaN(time) ? at : new Date(time).toISOString()
}

const STATUSES: Record<string, NodeStatus> = {
  success: 'success',
  pass: 'success',
  'no-op': 'success',
  warn: 'warning',
  error: 'failed',
  fail: 'failed',
  'runtime error': 'failed',
  'partial success': 'failed',
  skipped: 'skipped',
}

type EventData = z.output<typeof eventSchema>['data']

function statusOf(event: string, level: string | undefined, data: EventData): NodeStatus | undefined {
  if (/^Log\w*StartLine$/.test(event)) return 'running'
  if (/^(?:SkippingDetails|LogSkip\w+)$/.test(event)) return 'skipped'
  if (!/^Log\w*(?:Result|EndLine)$/.test(event)) return undefined
  const reported = STATUSES[data.node_info?.node_status ?? ''] ?? STATUSES[data.status ?? '']
  return reported ?? (level === 'error' ? 'failed' : level === 'warn' ? 'warning' : 'success')
}

const isMessage = (event: string): boolean => /^RunResult(?:Error|Warning|WarningMessage)$/.test(event)

function rowsOf(kind: string | undefined, data: EventData): { rows?: number } {
  if (kind === 'test') return typeof data.num_failures === 'number' ? { rows: data.num_failures } : {}
  const written = /^(?:INSERT|SELECT|MERGE|CREATE|UPDATE)\b.*?(\d+)$/.exec(
    data.result_message ?? data.status ?? '',
  )
  return written === null ? {} : { rows: Number(written[1]) }
}

const URGENCY: Record<NodeStatus, number> = {
  failed: 5,
  warning: 4,
  running: 3,
  cancelled: 2,
  skipped: 1,
  success: 0,
}
const urgency = ({ status }: TransformNode): number => URGENCY[status]
