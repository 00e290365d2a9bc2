import type { Json } from '@flx/shared/json/json'
import type { WriteBackPreview, WriteBackResult } from '@flx/shared/projects/write-back'

import { AppError } from '../../domain/core/errors.ts'
import { valueAtPath } from '../../domain/projects/import/claims.ts'
import type { PlannedPipeline, PlannedPlugin } from '../../domain/projects/import/planned.ts'
import { stable } from '../../domain/projects/import/stable-json.ts'
import { writeBack, type Edit, type WrittenFiles } from '../../domain/projects/import/write-back.ts'
import { isRemembered, secretTest } from '../../domain/settings/secrets/secret-paths.ts'
import type { ProjectFolder } from '../../domain/projects/project-store.ts'
import { requireRole } from '../access/require-role.ts'
import type { Requester } from '../core/context.ts'
import { applyPlan } from './apply-project.ts'
import { planProject, type ProjectPlan } from './plan-project.ts'
import type { ProjectContext } from './project-context.ts'

interface PreparedWriteBack extends WrittenFiles {
  folder: ProjectFolder
  planned: ProjectPlan
  reviewed: string
}

/**
 * Previews the edits made here that would be written to the files of the followed folder. Changes nothing.
 */
export async function previewWriteBack(context: ProjectContext): Promise<WriteBackPreview> {
  const { written, unwritten, reviewed } = await prepare(context)
  return {
    changes: written.map(({ element, path, file, line, before, value }) => ({
      key: element,
      place: { file, line },
      path: path.join('.'),
      before: before ?? null,
      after: value ?? null,
    })),
    unwritten: unwritten.map(({ element, path, reason }) => ({ key: element, path: path.join('.'), reason })),
    fingerprint: reviewed,
  }
}

/**
 * Writes the edits to the files as reviewed. Throws AppError `conflict` if a file, or something on this
 * server, has changed since the review.
 */
export async function writeProjectBack(
  context: ProjectContext,
  { fingerprint }: { fingerprint: string },
  requester: Requester,
): Promise<WriteBackResult> {
  requireRole(requester, 'editor', 'Writing into the project')
  const prepared = await prepare(context)
  if (prepared.reviewed !== fingerprint) {
    throw new AppError(
      'conflict',
      'A file, or something here, has changed since the review. Review the changes again.',
    )
  }
  for (const { path, before, after } of prepared.files) await prepared.folder.write(path, before, after)
  // The files now match what is here: import them to record that.
  const planned = await planProject(context, prepared.planned.request)
  await applyPlan(context, planned, { skip: new Set(), overwrite: new Set() }, requester)
  return { files: prepared.files.map(({ path }) => path) }
}

async function prepare(context: ProjectContext): Promise<PreparedWriteBack> {
  const { projectFolder: folder, projects } = context
  if (folder === null) throw new AppError('invalid', 'This server follows no project folder.')
  const record = await projects.findByName(folder.name)
  const planned = await planProject(context, {
    files: null,
    name: folder.name,
    environment: record === undefined ? folder.environment : record.environment,
    throughMeltano: null,
    variables: {},
    timezone: null,
  })
  const { plan, project, files } = planned
  const refused: (Edit & { reason: string })[] = []
  const edits = [...plan.plugins, ...plan.pipelines].flatMap((item) =>
    item.edited.flatMap((path): Edit[] => {
      const edit = { element: elementOf(item, path), path, value: valueAtPath(item.next as never, path) }
      const reason = refusalFor(item, path, edit.value)
      if (reason === null) return [edit]
      refused.push({ ...edit, reason })
      return []
    }),
  )
  const result = writeBack(files, edits, project.environment)
  const facts = [result.files.map(({ path, before, after }) => [path, before, after])]
  return {
    ...result,
    unwritten: [...result.unwritten, ...refused],
    folder,
    planned,
    reviewed: context.hashWith('reviewed', stable(facts as unknown as Json)),
  }
}

/** Returns the project element an edit belongs to: a pipeline's schedule is an element of its own. */
const elementOf = ({ wanted }: PlannedPlugin | PlannedPipeline, [field]: readonly string[]): string =>
  'scheduleKey' in wanted && wanted.scheduleKey !== undefined && field === 'schedule'
    ? wanted.scheduleKey
    : wanted.key

/** Returns why an edit cannot be written to the files; null if it can. */
function refusalFor(
  { wanted, stored }: PlannedPlugin | PlannedPipeline,
  path: readonly string[],
  value: Json | undefined,
): string | null {
  if (!('type' in wanted)) {
    return path[0] === 'schedule' && value !== ''
      ? null
      : 'Change the tasks of a job, and the schedule that starts it, in the file.'
  }
  const [first = '', ...rest] = path
  if (first === 'settings' || first === 'env') {
    const inner = first === 'env' ? ['$env', ...rest] : rest
    const remembered = [
      ...wanted.secrets,
      ...(stored !== undefined && 'settings' in stored ? stored.secretSettings : []),
    ]
    const isSecret = secretTest(wanted.settingDefinitions, remembered)
    const whole = first === 'env' ? { [rest[0] ?? '']: value ?? null } : value
    if (
      isRemembered(remembered, inner) ||
      isSecret(rest, value ?? null) ||
      holdsSecret(isSecret, rest, whole)
    ) {
      return 'It is a secret, and secrets are not written to the files. Change it in .env.'
    }
  }
  return null
}

/** Returns whether a part of a value is a secret. */
function holdsSecret(
  isSecret: (path: readonly string[], value: Json) => boolean,
  path: readonly string[],
  value: Json | undefined,
): boolean {
  if (value === null || typeof value !== 'object') return false
  return Object.entries(value).some(
    ([key, inner]) =>
      isSecret([...path, key], inner as Json) || holdsSecret(isSecret, [...path, key], inner as Json),
  )
}
