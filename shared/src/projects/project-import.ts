import { formatNumber } from '../core/quantities.ts'
import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { optionalNameSchema } from '../core/name.ts'
import { throughMeltanoSchema } from './through-meltano.ts'

const ELEMENT_KINDS = [
  'extractor',
  'loader',
  'mapper',
  'transformer',
  'utility',
  'orchestrator',
  'files',
  'pipeline',
  'job',
  'schedule',
  'environment',
  'setting',
] as const
export type ElementKind = (typeof ELEMENT_KINDS)[number]

/** Maximum number of files per request. */
const MAX_PROJECT_FILES = 2000

const fileSchema = z.strictObject({
  /** Relative to the folder of `meltano.yml`, with `/`. Only a name: no file is opened by it. */
  path: z.string().min(1).max(1000),
  text: z.string().max(1_000_000, 'A file of a project has at most 1,000,000 characters.'),
})

/** A project and the choices of its review. */
const projectRequest = {
  /** The texts of the files; null: the followed folder. */
  files: z
    .array(fileSchema)
    .min(1)
    .max(MAX_PROJECT_FILES, `At most ${formatNumber(MAX_PROJECT_FILES)} files.`)
    .nullable(),
  /** The name under which it is known here, usually that of the folder. */
  name: optionalNameSchema(100).min(1, 'Enter a name for the project.'),
  /** Null: the project's default. */
  environment: z.string().min(1).max(255).nullable(),
  /** The parts that Meltano performs; null: the last choice, or nothing. Only administrators choose them. */
  throughMeltano: throughMeltanoSchema.nullable().default(null),
  /** Time zone of the schedules of new pipelines; null: the server's. Meltano's own are UTC. */
  timezone: z.string().max(100).nullable().default(null),
  /** Values of variables that the project leaves open. They are stored encrypted. */
  variables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(20_000)).default({}),
}

export const projectPreviewRequestSchema = z.strictObject(projectRequest)
export type ProjectPreviewRequest = z.output<typeof projectPreviewRequestSchema>

export const projectApplyRequestSchema = z.strictObject({
  ...projectRequest,
  /**
   * The `fingerprint` of the preview: if the project or something on the server has changed, nothing is applied.
   */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** Keys of elements to leave unchanged. */
  skip: z.array(z.string().max(1000)).max(10_000).default([]),
  /** Keys of elements in which the project's values replace edits made here. */
  overwrite: z.array(z.string().max(1000)).max(10_000).default([]),
})
export type ProjectApplyRequest = z.output<typeof projectApplyRequestSchema>

const ELEMENT_OUTCOMES = ['create', 'change', 'unchanged', 'used', 'left-out', 'error'] as const

const placeSchema = z.object({ file: z.string(), line: z.number() })

const projectElementSchema = z.object({
  /** Unique in the project: `extractors/tap-shop`, `jobs/nightly`. */
  key: z.string(),
  kind: z.enum(ELEMENT_KINDS),
  name: z.string(),
  place: placeSchema,
  outcome: z.enum(ELEMENT_OUTCOMES),
  /** A one-line summary: its variant, its plugins, its interval. */
  detail: z.string(),
  /** Why it is left out or in error, and remarks. */
  reasons: z.array(z.string()),
  /** How the stored one would change; for secrets only their paths. */
  changes: z.array(auditChangeSchema),
  /** Edits made here since the last import, which are kept unless overwritten. */
  localEdits: z.array(auditChangeSchema),
  /** Whether the project changed a field that was edited here. */
  conflict: z.boolean(),
  /** Names of variables without a value. */
  missing: z.array(z.string()),
  /** The pipeline or plugin here. */
  target: z
    .object({ type: z.enum(['pipeline', 'plugin']), id: z.string().nullable(), name: z.string() })
    .nullable(),
})
export type ProjectElement = z.infer<typeof projectElementSchema>

const projectVariableSchema = z.object({
  name: z.string(),
  place: placeSchema.nullable(),
  /** Source of its value; null if missing. Values are never sent. */
  from: z.enum(['project', 'env-file', 'given', 'server', 'stored']).nullable(),
  /** Keys of the elements that use it. */
  usedBy: z.array(z.string()),
})

export const projectPreviewSchema = z.object({
  name: z.string(),
  /** The parts that Meltano performs, and the jobs and schedules to choose from. */
  throughMeltano: z.object({
    ...throughMeltanoSchema.shape,
    choices: z.array(z.object({ name: z.string(), place: placeSchema })),
  }),
  environment: z.string().nullable(),
  environments: z.array(z.string()),
  /** Time zone of the schedules of new pipelines. */
  timezone: z.string(),
  elements: z.array(projectElementSchema),
  variables: z.array(projectVariableSchema),
  /** Parts that could not be read, by line. */
  problems: z.array(z.object({ place: placeSchema, message: z.string() })),
  /** Imported before but no longer in the project: they are kept here. */
  noLongerInProject: z.array(
    z.object({ type: z.enum(['pipeline', 'plugin']), id: z.string(), name: z.string(), key: z.string() }),
  ),
  /** Send it when applying. */
  fingerprint: z.string(),
})
export type ProjectPreview = z.infer<typeof projectPreviewSchema>

export const projectResultSchema = z.object({
  projectId: z.string(),
  /** One item per element to create or change, in the order they were processed. */
  items: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(ELEMENT_KINDS),
      name: z.string(),
      outcome: z.enum(['created', 'changed', 'skipped', 'error']),
      target: projectElementSchema.shape.target,
      message: z.string().nullable(),
    }),
  ),
})
export type ProjectResult = z.infer<typeof projectResultSchema>

const undoTargetSchema = {
  type: z.enum(['pipeline', 'plugin']),
  id: z.string(),
  name: z.string(),
  /** The outcome of the import: undoing removes what was created and restores what was changed. */
  outcome: z.enum(['created', 'changed']),
}

/** Steps of an import that cannot be undone, because their records are damaged. */
const unreadableStepsSchema = z.object({ steps: z.number(), message: z.string() })
export type UnreadableSteps = z.infer<typeof unreadableStepsSchema>

/** Preview of undoing the last import of a project. */
export const importUndoSchema = z.object({
  importedAt: z.string(),
  importedBy: z.string(),
  items: z.array(
    z.object({
      ...undoTargetSchema,
      /** Why it would be kept; null: it would be undone. */
      problem: z.string().nullable(),
    }),
  ),
  /** In addition to the items; null for none. */
  unreadable: unreadableStepsSchema.nullable(),
})
export type ImportUndo = z.infer<typeof importUndoSchema>

export const importUndoRequestSchema = z.strictObject({
  /** The import that was shown. */
  importedAt: z.string().max(40),
})

export const importUndoResultSchema = z.object({
  items: z.array(
    z.object({
      ...undoTargetSchema,
      undone: z.boolean(),
      /** Why it was kept. */
      message: z.string().nullable(),
    }),
  ),
  /** In addition to the items; null for none. */
  unreadable: unreadableStepsSchema.nullable(),
})
export type ImportUndoResult = z.infer<typeof importUndoResultSchema>

const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `folder`: the followed folder. */
  source: z.enum(['upload', 'folder']),
})

export const importedProjectSchema = z.object({
  ...projectSchema.shape,
  environment: z.string().nullable(),
  importedAt: z.string(),
  importedBy: z.string(),
  /** The problem of the followed folder; null for none. */
  problem: z.string().nullable(),
  /** Why Meltano's state was not taken over with its pipelines; null if it was, or there is none. */
  statesProblem: z.string().nullable(),
  /** The parts that Meltano performs; null for nothing. */
  throughMeltano: throughMeltanoSchema.nullable(),
  /** Progress of the last import that was started; null if none was started since progress is recorded. */
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
})
export type ImportedProject = z.infer<typeof importedProjectSchema>

/** The origin of a pipeline or plugin. */
const projectOriginSchema = z.object({
  project: projectSchema,
  place: placeSchema,
  /**
   * Paths of the fields that the project sets: `loader`, `settings.start_date`. Other fields are set here.
   */
  fields: z.array(z.string()),
})
export type ProjectOrigin = z.infer<typeof projectOriginSchema>
export const projectOriginAnswerSchema = z.object({ origin: projectOriginSchema.nullable() })

/** The folder that the server follows; null if it follows none. */
export const projectFolderSchema = z.object({
  folder: z
    .object({
      name: z.string(),
      environment: z.string().nullable(),
      /** When something of it was last imported; null if never. */
      importedAt: z.string().nullable(),
      problem: z.string().nullable(),
      /** Why Meltano's state was not taken over with its pipelines; null if it was, or there is none. */
      statesProblem: z.string().nullable(),
      /** The first plugins of the project that are not installed yet. */
      notInstalled: z.array(z.object({ id: z.string(), name: z.string(), installing: z.boolean() })),
    })
    .nullable(),
})
export type FollowedFolder = NonNullable<z.infer<typeof projectFolderSchema>['folder']>
