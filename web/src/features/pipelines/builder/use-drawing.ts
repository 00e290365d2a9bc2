import type { Execution } from '@flx/shared/executions/execution'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { executions } from '#web/api/executions/executions.ts'
import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import type { GraphEdge, GraphNode, Position } from '#web/parts/graph/graph.ts'

import type { BuilderProblem, KnownStreams } from './checks/problems.ts'
import { spokenStep, type ShownStep } from './step-view.tsx'
import {
  edgesOf,
  placesOf,
  STEP_HEIGHT,
  STEP_WIDTH,
  stepsOf,
  type DrawnParts,
  type Neighbours,
} from './steps.ts'
import { drawingWords, edgeWords } from './words.ts'

const NO_PLACES: ReadonlyMap<string, Position> = new Map()
const NO_PROBLEMS: readonly BuilderProblem[] = []

/** Loads the counts of a pipeline's last execution, which grow while it runs. */
export function useLastExecution(lastId: string | undefined): Execution | undefined {
  useLive(lastId === undefined ? null : `execution:${lastId}`)
  return useQuery({ ...executions.detail(lastId ?? ''), enabled: lastId !== undefined }).data
}

/** Loads the pipelines at both ends of a pipeline. */
export function useNeighbours(id: string | undefined, after: string | null): Neighbours {
  const before = useQuery({ ...pipelines.detail(after ?? ''), enabled: after !== null }).data
  const flow = useQuery({ ...pipelines.flow(id ?? ''), enabled: id !== undefined }).data
  return useMemo(
    () => ({
      before: after === null || before === undefined ? null : { id: after, name: before.name },
      following:
        flow?.pipelines
          .filter((follower) => follower.after !== null && follower.after === id)
          .map((follower) => ({ id: follower.id, name: follower.name })) ?? [],
    }),
    [id, after, before, flow],
  )
}

/** Returns the nodes and lines of a pipeline's drawing. */
export function useDrawing({
  parts,
  neighbours,
  plugins,
  streams,
  problems = NO_PROBLEMS,
  execution,
  manualPlaces = NO_PLACES,
}: {
  parts: DrawnParts
  neighbours: Neighbours
  plugins: readonly Plugin[]
  streams: KnownStreams
  problems?: readonly BuilderProblem[]
  execution: Execution | undefined
  /** Steps that were placed manually. */
  manualPlaces?: ReadonlyMap<string, Position>
}): { nodes: GraphNode<ShownStep>[]; edges: GraphEdge[] } {
  const { extractor, mappers, loader, transform } = parts
  const steps = useMemo(
    () => stepsOf({ extractor, mappers, loader, transform }, neighbours),
    [extractor, mappers, loader, transform, neighbours],
  )
  const nodes = useMemo(() => {
    const places = placesOf(steps)
    return steps.map((step): GraphNode<ShownStep> => {
      const checked = step.kind !== 'before' && step.kind !== 'following'
      const stepProblems = problems.filter((problem) => problem.step === step.id)
      const shownStep: ShownStep = {
        ...step,
        checked,
        detail: detailOf(step, plugins, streams),
        problems: stepProblems.length,
        problem: stepProblems[0]?.text ?? null,
      }
      return {
        id: step.id,
        name: spokenStep(shownStep),
        speaksDrawing: true,
        width: STEP_WIDTH,
        height: STEP_HEIGHT,
        data: shownStep,
        position: manualPlaces.get(step.id) ?? places.get(step.id),
      }
    })
  }, [steps, plugins, streams, problems, manualPlaces])
  const edges = useMemo(
    () => edgesOf(steps).map((edge) => ({ ...edge, ...edgeTraffic(edge, execution) })),
    [steps, execution],
  )
  return { nodes, edges }
}

function detailOf(
  { kind, name }: Pick<ShownStep, 'kind' | 'name'>,
  plugins: readonly Plugin[],
  streams: KnownStreams,
): string {
  if (kind === 'before') return ''
  if (kind === 'following') return drawingWords.startsAtOnce
  const type = kind === 'extractor' || kind === 'loader' ? kind : 'transformer'
  const plugin = plugins.find((candidate) => candidate.type === type && candidate.name === name)
  if (plugin === undefined) return drawingWords.notAdded
  if (!plugin.installed && !plugin.bundled) return drawingWords.notInstalled
  if (kind === 'extractor' && streams !== null)
    return drawingWords.streamsOf(streams.filter(({ selected }) => selected).length, streams.length)
  return plugin.label === '' ? plugin.variant : plugin.label
}

/**
 * Returns what passed along a line in an execution. Records are counted when they are written to the loader.
 */
function edgeTraffic({ source, target }: GraphEdge, execution: Execution | undefined): Partial<GraphEdge> {
  if (target.startsWith('following') || source === 'before') return { label: [edgeWords.afterSuccess] }
  if (execution === undefined) return {}
  const { streams, recordsProcessed, status } = execution
  const running = status === 'running'
  if (target === 'loader')
    return { label: [edgeWords.streams(streams.length), edgeWords.records(recordsProcessed)], running }
  if (source === 'loader') {
    const written = streams.filter((stream) => stream.written !== undefined)
    if (written.length === 0) return { running: false }
    return {
      label: [
        edgeWords.tables(
          written.length,
          written.reduce((sum, stream) => sum + (stream.written ?? 0), 0),
        ),
      ],
    }
  }
  return { running }
}
