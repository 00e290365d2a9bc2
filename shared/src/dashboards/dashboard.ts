import * as z from 'zod'

import { nameSchema } from '../core/name.ts'
import {
  figuresSchema,
  SERIES_UNITS,
  seriesPointSchema,
  statisticsQuerySchema,
} from '../operations/statistics.ts'

/** Kinds of widgets. All except `text` are parts of the built-in dashboard. */
export const WIDGET_KINDS = [
  'figures',
  'outcomes',
  'duration',
  'records',
  'top',
  'busiest',
  'slowest',
  'failures',
  'running',
  'upcoming',
  'budgets',
  'text',
] as const
export type WidgetKind = (typeof WIDGET_KINDS)[number]

/** Kinds of filters by widget: one pipeline, or the pipelines with a tag. */
export const WIDGET_FILTERS: Record<WidgetKind, readonly ('pipeline' | 'tag')[]> = {
  figures: ['pipeline', 'tag'],
  outcomes: ['pipeline', 'tag'],
  duration: ['pipeline', 'tag'],
  records: ['pipeline', 'tag'],
  top: [],
  busiest: [],
  slowest: [],
  failures: [],
  running: [],
  upcoming: [],
  budgets: ['tag'],
  text: [],
}

export const WIDGET_WINDOWS = ['24h', '7d', '30d', '90d'] as const
export type WidgetWindow = (typeof WIDGET_WINDOWS)[number]

/** Number of grid columns, least width in columns, and greatest height in rows. */
export const GRID_COLUMNS = 12
export const MIN_WIDTH = 3
export const MAX_HEIGHT = 4
const MAX_WIDGETS = 24

const widgetSchema = z
  .strictObject({
    /** ID within the dashboard. */
    id: z.string().regex(/^[\w-]{1,40}$/, 'Use at most 40 letters, digits, "-" and "_".'),
    kind: z.enum(WIDGET_KINDS),
    /** Width in columns on wide screens. */
    width: z.number().int().min(MIN_WIDTH).max(GRID_COLUMNS),
    /** Height in rows. */
    height: z.number().int().min(1).max(MAX_HEIGHT),
    window: z.enum(WIDGET_WINDOWS).default('30d'),
    pipelineId: z.uuid().nullable().default(null),
    tag: z.string().trim().min(1).max(50).nullable().default(null),
    /** Content of a text widget. */
    text: z.string().max(2000, 'At most 2,000 characters.').default(''),
  })
  .superRefine(({ kind, pipelineId, tag }, { addIssue }) => {
    const narrows = WIDGET_FILTERS[kind]
    const refuse = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
    if (pipelineId !== null && !narrows.includes('pipeline'))
      refuse('pipelineId', 'This widget always shows all pipelines.')
    if (tag !== null && !narrows.includes('tag')) refuse('tag', 'This widget cannot be limited to a tag.')
    if (pipelineId !== null && tag !== null) refuse('tag', 'Choose a pipeline or a tag, not both.')
  })
export type Widget = z.output<typeof widgetSchema>

/** private: only its owner. read: everyone can see it. edit: operators can also change it. */
export const DASHBOARD_SHARING = ['private', 'read', 'edit'] as const
export type DashboardSharing = (typeof DASHBOARD_SHARING)[number]

const dashboardBody = {
  name: nameSchema('Enter a name for the dashboard.', 80),
  /** Sharing needs the operator role. */
  sharing: z.enum(DASHBOARD_SHARING),
  /** In the order in which they fill the rows of the grid. */
  widgets: z
    .array(widgetSchema)
    .max(MAX_WIDGETS, `At most ${MAX_WIDGETS} widgets.`)
    .refine((widgets) => new Set(widgets.map(({ id }) => id)).size === widgets.length, {
      message: 'Each widget needs its own ID.',
    }),
}

export const dashboardCreateSchema = z.strictObject({
  ...dashboardBody,
  sharing: dashboardBody.sharing.default('private'),
  widgets: dashboardBody.widgets.default([]),
})
export type DashboardCreate = z.output<typeof dashboardCreateSchema>
export type DashboardCreateInput = z.input<typeof dashboardCreateSchema>

export const dashboardPatchSchema = z.strictObject({
  ...z.object(dashboardBody).partial().shape,
  /** The edited version; a stale one returns 409 with the current dashboard. */
  version: z.number().int(),
})
export type DashboardPatch = z.output<typeof dashboardPatchSchema>

/** Maximum number of dashboards per user. */
export const DASHBOARD_CAP = 50

/** A dashboard that the user owns or that is shared. */
export const dashboardSchema = z.object({
  id: z.string(),
  name: z.string(),
  sharing: z.enum(DASHBOARD_SHARING),
  widgets: z.array(
    z.object({ ...widgetSchema.shape, window: z.enum(WIDGET_WINDOWS), pipelineId: z.string().nullable() }),
  ),
  owner: z.object({ id: z.string(), name: z.string() }),
  /** Whether the requesting user owns it, can change it, and can delete it. */
  isOwner: z.boolean(),
  canEdit: z.boolean(),
  canDelete: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Dashboard = z.infer<typeof dashboardSchema>

/** A deleted dashboard that the requesting user can restore. */
export const deletedDashboardSchema = dashboardSchema
  .pick({ id: true, name: true, sharing: true, owner: true, isOwner: true })
  .extend({
    /** Number of widgets. */
    widgets: z.number(),
    deletedAt: z.string(),
    /** Until when it can be restored. */
    restorableUntil: z.string(),
  })
export type DeletedDashboard = z.infer<typeof deletedDashboardSchema>

export const taggedStatisticsQuerySchema = z.object({
  tag: z.string().trim().min(1).max(50),
  from: statisticsQuerySchema.shape.from,
  to: statisticsQuerySchema.shape.to,
  timezone: statisticsQuerySchema.shape.timezone,
  /** Whether to merge the distributions of durations; without it, percentiles are null. */
  percentiles: z.stringbool().optional(),
})
export type TaggedStatisticsQuery = z.output<typeof taggedStatisticsQuerySchema>

/** Figures of the pipelines with a tag in a window. Percentiles of durations are null unless requested. */
export const taggedStatisticsSchema = z.object({
  ...figuresSchema.shape,
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  unit: z.enum(SERIES_UNITS),
  series: z.array(seriesPointSchema),
  /** Why requested percentiles are missing; null if they are not. */
  percentilesProblem: z.string().nullable(),
})
export type TaggedStatistics = z.infer<typeof taggedStatisticsSchema>
