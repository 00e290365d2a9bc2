import * as z from 'zod'

import { totalSchema } from '../core/list.ts'

/**
 * Why a pending execution has not started. retry: its attempt is not due · start-window: its place in the
 * start window is not due · hold: a hold stops it · plugin-limit: one of its plugins is at its limit ·
 * labels: no live worker has all required labels · no-worker: no suitable worker takes executions ·
 * fleet-limit: all workers together are at their limit · slot: all slots of the suitable workers are taken.
 */
export const WAITING_FOR = [
  'retry',
  'start-window',
  'hold',
  'plugin-limit',
  'labels',
  'no-worker',
  'fleet-limit',
  'slot',
] as const
export type WaitingFor = (typeof WAITING_FOR)[number]

export const waitingDetailsSchema = z.object({
  /** When this reason ends: the attempt is due, or the hold ends. Null if unknown. */
  until: z.string().nullable(),
  /** The plugin that is held or at its limit; null if everything is held, or it is not about a plugin. */
  plugin: z.string().nullable(),
  /** Maximum number of simultaneous executions: of the plugin, of the suitable workers, or of all workers. */
  limit: z.number().nullable(),
  hold: z
    .object({
      id: z.string(),
      reason: z.string(),
      by: z.string(),
    })
    .nullable(),
  /** Labels that the pipeline requires, if the reason is about workers. */
  labels: z.array(z.string()),
  /** Live workers that do not take it. */
  workers: z.array(
    z.object({
      name: z.string(),
      /** Required labels that it does not have. */
      missingLabels: z.array(z.string()),
      /** It only executes pipelines that require labels, and this one does not. */
      isReserved: z.boolean(),
      isDraining: z.boolean(),
      /** The environment it could not build, with the error. */
      problem: z.string().nullable(),
    }),
  ),
  omittedWorkers: z.number(),
})
export type WaitingDetails = z.infer<typeof waitingDetailsSchema>

/**
 * The position among the executions that wait and are due, in start order; a lower bound far back in the queue.
 */
export const queuePositionSchema = z.object({ position: totalSchema, total: totalSchema })
export type QueuePosition = z.infer<typeof queuePositionSchema>

/** Null if nothing blocks it: it is about to start, or has started. */
export const waitingSchema = z.object({
  waitingFor: z.enum(WAITING_FOR).nullable(),
  waitingDetails: waitingDetailsSchema.nullable(),
  /** Null if it has started or is not due yet. */
  queuePosition: queuePositionSchema.nullable(),
})
export type Waiting = z.infer<typeof waitingSchema>
