import { member, type PartFields } from './part-reader.ts'
import type { Part } from './parts.ts'
import type { ProjectJob, ProjectSchedule } from './project.ts'

/** Reads the jobs of a project; a task is a text, a list of texts, or a list of both. */
export function readJobs(fields: PartFields, root: Part): ProjectJob[] {
  return fields.named(root, 'jobs').map(({ part, name }) => {
    fields.reportUnknownKeys(part, ['name', 'tasks', 'env', 'annotations'], `the job "${name}"`)
    return {
      place: part.place,
      name,
      env: fields.object(part, 'env'),
      annotations: fields.object(part, 'annotations'),
      tasks: readTasks(fields, member(part, 'tasks'), name),
    }
  })
}

function readTasks(fields: PartFields, tasks: Part | undefined, job: string): ProjectJob['tasks'] {
  if (tasks === undefined || (tasks.kind === 'scalar' && tasks.value === null)) return []
  const items = tasks.kind === 'list' ? tasks.items : [tasks]
  return items.flatMap((item) => {
    const blocks = blocksIn(item)
    if (blocks !== undefined) return [{ place: item.place, blocks }]
    fields.report(item.place, `A task of the job "${job}" must be text or a list of texts.`)
    return []
  })
}

function blocksIn(task: Part): string[] | undefined {
  if (task.kind === 'scalar') {
    return typeof task.value === 'string'
      ? task.value.split(/\s+/).filter((block) => block !== '')
      : undefined
  }
  if (task.kind === 'map') return undefined
  const inner = task.items.map((item) => (item.kind === 'scalar' ? blocksIn(item) : undefined))
  return inner.every((blocks) => blocks !== undefined) ? inner.flat() : undefined
}

const SCHEDULE_KEYS = [
  'name',
  'interval',
  'job',
  'extractor',
  'loader',
  'transform',
  'start_date',
  'env',
  'annotations',
]

/** Reads the schedules of a project; reports and skips those that name neither a job nor an extractor with a loader. */
export function readSchedules(fields: PartFields, root: Part): ProjectSchedule[] {
  return fields.named(root, 'schedules').flatMap(({ part, name }) => {
    fields.reportUnknownKeys(part, SCHEDULE_KEYS, `the schedule "${name}"`)
    const job = fields.text(part, 'job')
    const extractor = fields.text(part, 'extractor')
    const loader = fields.text(part, 'loader')
    const transform = fields.text(part, 'transform')
    if (job === null && (extractor === null || loader === null)) {
      fields.report(part.place, `The schedule "${name}" names neither a job nor an extractor with a loader.`)
      return []
    }
    if (job !== null && (extractor ?? loader) !== null) {
      fields.report(
        part.place,
        `The schedule "${name}" names a job and an extractor or loader. The job counts.`,
      )
    }
    return [
      {
        place: part.place,
        name,
        interval: fields.text(part, 'interval'),
        action: job === null ? { extractor: extractor ?? '', loader: loader ?? '', transform } : { job },
        startDate: fields.text(part, 'start_date'),
        env: fields.object(part, 'env'),
        annotations: fields.object(part, 'annotations'),
      },
    ]
  })
}
