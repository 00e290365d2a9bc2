import type { Assignee, FailureCause } from '@flx/shared/failures/failure-cause'
import { causeListQuerySchema } from '@flx/shared/failures/failure-cause'

import type { Stores } from '../adapters/db/create-stores.ts'
import type { AuditNote } from '../domain/access/audit-log.ts'
import type { NewId } from '../domain/core/ports.ts'

const MINUTE = 60_000
const USERS = {
  mara: { id: 'demonstration-mara', name: 'Mara Keller' },
  tomas: { id: 'demonstration-tomas', name: 'Tomas Brandt' },
  lena: { id: 'demonstration-lena', name: 'Lena Wolff' },
  jonas: { id: 'demonstration-jonas', name: 'Jonas Weber' },
} as const satisfies Record<string, Assignee>

/** Comments of operators on causes, matched by title. */
const COMMENTS: readonly { title: RegExp; by: Assignee; text: string; acknowledges?: true }[] = [
  {
    title: /field that the program expects/i,
    by: USERS.jonas,
    text: 'Starts with tap-shop 2.5.1, which splits the address into lines. Checking whether 2.5.2 brings the field back.',
  },
  {
    title: /certificate/i,
    by: USERS.lena,
    text: 'The vendor renews the certificate today. Please do not retry before 16:00.',
    acknowledges: true,
  },
  {
    title: /quota|how often/i,
    by: USERS.tomas,
    text: 'Last week the backfill used up the quota. It resets at midnight UTC.',
    acknowledges: true,
  },
  {
    title: /disk/i,
    by: USERS.tomas,
    text: 'Old exports removed, 40 GB free again. Next clean-up is scheduled.',
  },
  {
    title: /key was refused|refused/i,
    by: USERS.mara,
    text: 'New key requested from the CRM team (OPS-412).',
  },
]

/** Adds what operators did about the failures of the demonstration: comments, acknowledgements, assignments, notes. */
export async function addOperatorActivity(
  { failures, failureNotes, executionNotes, executions }: Stores,
  newId: NewId,
  now: number,
): Promise<void> {
  const { items } = await failures.list(causeListQuerySchema.parse({ limit: 50 }))
  const used = new Set<string>()
  for (const cause of items) {
    const template = COMMENTS.find(({ title, text }) => title.test(cause.title) && !used.has(text))
    if (template === undefined) continue
    used.add(template.text)
    // While it lasts; for a recovered cause, before it recovered.
    const at = Math.min(now - 12 * MINUTE, Date.parse(cause.lastSeenAt) + 9 * MINUTE)
    const author = { ...template.by, at: new Date(at).toISOString() }
    const subject = { id: cause.id, executionId: null, causeId: cause.id }
    const comment = { id: newId(), body: template.text }
    if (template.acknowledges === true && cause.state === 'open')
      await failureNotes.acknowledge(subject, author, comment, auditNote(cause, template.by, 'acknowledge'))
    else await failureNotes.comment(subject, author, comment, auditNote(cause, template.by, 'comment'))
    // The newest cause has no assignee yet.
    if (template.by !== USERS.jonas)
      await failures.assign(cause.id, template.by, auditNote(cause, template.by, 'assign'))
  }
  const [newest] = items.flatMap(({ newestExecutionId }) => newestExecutionId ?? [])
  const execution = newest === undefined ? undefined : await executions.find(newest)
  if (execution === undefined) return
  await executionNotes.add(
    execution.id,
    {
      ...{ id: newId(), by: USERS.jonas.name, byId: USERS.jonas.id, editedAt: null },
      body: 'Cleared the cache of the source and retried: same error.',
      at: new Date(now - 2 * MINUTE).toISOString(),
    },
    {
      ...{ actor: USERS.jonas, action: 'comment', entityType: 'execution' },
      ...{ entityId: execution.id, entityName: execution.pipelineName },
    },
  )
}

const auditNote = (
  { id, plugin, title }: FailureCause,
  { name }: Assignee,
  action: AuditNote['action'],
): AuditNote => ({
  ...{ actor: { id: null, name }, action, entityType: 'failure' },
  ...{ entityId: id, entityName: `${plugin}: ${title}` },
})
