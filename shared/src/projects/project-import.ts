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

/** More are not sent in one request. */
const MOST_PROJECT_FILES = 2000

const fileSchema = z.strictObject({
  /** Relative to the folder of `meltano.yml`, with `/`. It is a name only: nothing is opened by it. */
  path: z.string().min(1).max(1000),
  text: z.string().max(1_000_000, 'A file of a project has at most 1,000,000 characters.'),
})

/** A project and the choices of its review. */
const projectRequest = {
  /** The texts of the files; null: the folder that the server follows. */
  files: z
    .array(fileSchema)
    .min(1)
    .max(MOST_PROJECT_FILES, `At most ${MOST_PROJECT_FILES.toLocaleString('en')} files.`)
    .nullable(),
  /** The name under which it is known here; that of the folder, usually. */
  name: optionalNameSchema(100).min(1, 'Enter a name for the project.'),
  /** Null: the project's default. */
  environment: z.string().min(1).max(255).nullable(),
  /** What of it Meltano performs; null: what was chosen last, or nothing. Only administrators choose it. */
  throughMeltano: throughMeltanoSchema.nullable().default(null),
  /** Of the schedules of new pipelines; null: the server's. Meltano's own are UTC. */
  timezone: z.string().max(100).nullable().default(null),
  /** Values of variables that the project leaves open. They are stored encrypted. */
  variables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(20_000)).default({}),
}

export const projectPreviewRequestSchema = z.strictObject(projectRequest)
export type ProjectPreviewRequest = z.output<typeof projectPreviewRequestSchema>

export const projectApplyRequestSchema = z.strictObject({
  ...projectRequest,
  /** The `reviewed` of the preview: with another project, or something else here, nothing is applied. */
  reviewed: z.string().regex(/^[0-9a-f]{64}$/),
  /** Keys of elements that stay as they are. */
  skip: z.array(z.string().max(1000)).max(10_000).default([]),
  /** Keys of elements in which the project's values replace what was edited here. */
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
  /** One line about it: its variant, its plugins, its interval. */
  detail: z.string(),
  /** Why it is left out or in error, and what to know. */
  reasons: z.array(z.string()),
  /** How what is here would change; only paths of secrets. */
  changes: z.array(auditChangeSchema),
  /** What was edited here since the last import, and stays unless it is overwritten. */
  editedHere: z.array(auditChangeSchema),
  /** Of both: the project changed it as well. */
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
  /** Where its value comes from; null: it is missing. Values are never sent. */
  from: z.enum(['project', 'env-file', 'given', 'server', 'stored']).nullable(),
  /** Keys of the elements that use it. */
  usedBy: z.array(z.string()),
})

export const projectPreviewSchema = z.object({
  name: z.string(),
  /** What of it Meltano performs, and the jobs and schedules among which can be chosen. */
  throughMeltano: z.object({
    ...throughMeltanoSchema.shape,
    choices: z.array(z.object({ name: z.string(), place: placeSchema })),
  }),
  environment: z.string().nullable(),
  environments: z.array(z.string()),
  /** Of the schedules of new pipelines. */
  timezone: z.string(),
  elements: z.array(projectElementSchema),
  variables: z.array(projectVariableSchema),
  /** What could not be read, by line. */
  problems: z.array(z.object({ place: placeSchema, message: z.string() })),
  /** Imported before and no longer in the project: they stay here. */
  gone: z.array(
    z.object({ type: z.enum(['pipeline', 'plugin']), id: z.string(), name: z.string(), key: z.string() }),
  ),
  /** To be sent with what is applied. */
  reviewed: z.string(),
})
export type ProjectPreview = z.infer<typeof projectPreviewSchema>

export const projectResultSchema = z.object({
  projectId: z.string(),
  /** One for each element that was to be created or changed, in the order in which it was done. */
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
  /** Done by the import: what was created is removed, what was changed goes back to what it was. */
  outcome: z.enum(['created', 'changed']),
}

/** Steps of an import that cannot be undone, as nobody knows any more what they did: their records are damaged. */
const unreadableStepsSchema = z.object({ steps: z.number(), message: z.string() })
export type UnreadableSteps = z.infer<typeof unreadableStepsSchema>

/** What undoing the last import of a project would do. */
export const importUndoSchema = z.object({
  importedAt: z.string(),
  importedBy: z.string(),
  items: z.array(
    z.object({
      ...undoTargetSchema,
      /** Why it would stay as it is; null: it is undone. */
      problem: z.string().nullable(),
    }),
  ),
  /** Beside the items; null: there are none. */
  unreadable: unreadableStepsSchema.nullable(),
})
export type ImportUndo = z.infer<typeof importUndoSchema>

export const importUndoRequestSchema = z.strictObject({
  /** Of the import that was looked at. */
  importedAt: z.string().max(40),
})

export const importUndoResultSchema = z.object({
  items: z.array(
    z.object({
      ...undoTargetSchema,
      undone: z.boolean(),
      /** Why it stays. */
      message: z.string().nullable(),
    }),
  ),
  /** Beside the items; null: there are none. */
  unreadable: unreadableStepsSchema.nullable(),
})
export type ImportUndoResult = z.infer<typeof importUndoResultSchema>

const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `folder`: the one that the server follows. */
  source: z.enum(['upload', 'folder']),
})

export const importedProjectSchema = z.object({
  ...projectSchema.shape,
  environment: z.string().nullable(),
  importedAt: z.string(),
  importedBy: z.string(),
  /** What is wrong with the folder that is followed; null: nothing. */
  problem: z.string().nullable(),
  /** Why Meltano's state was not taken over with its pipelines; null: it was, or there is none. */
  statesProblem: z.string().nullable(),
  /** What of it Meltano performs; null: nothing. */
  throughMeltano: throughMeltanoSchema.nullable(),
  /** Of the import that was started last; null: none was since this is counted. */
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
})
export type ImportedProject = z.infer<typeof importedProjectSchema>

/** Where a pipeline or plugin came from. */
const projectOriginSchema = z.object({
  project: projectSchema,
  place: placeSchema,
  /** Paths of what the project sets: `loader`, `settings.start_date`. The rest is set here. */
  fields: z.array(z.string()),
})
export type ProjectOrigin = z.infer<typeof projectOriginSchema>
export const projectOriginAnswerSchema = z.object({ origin: projectOriginSchema.nullable() })

/** The folder that the server follows; null when it follows none. */
export const projectFolderSchema = z.object({
  folder: z
    .object({
      name: z.string(),
      environment: z.string().nullable(),
      /** When something of it was imported last; null: not yet. */
      importedAt: z.string().nullable(),
      problem: z.string().nullable(),
      /** Why Meltano's state was not taken over with its pipelines; null: it was, or there is none. */
      statesProblem: z.string().nullable(),
      /** Plugins of the project that are still to be installed; the first ones. */
      notInstalled: z.array(z.object({ id: z.string(), name: z.string(), installing: z.boolean() })),
    })
    .nullable(),
})
export type FollowedFolder = NonNullable<z.infer<typeof projectFolderSchema>['folder']>
