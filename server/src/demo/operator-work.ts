import type { Assignee, FailureCause } from '@flx/shared/failures/failure-cause'
import { causeListQuerySchema } from '@flx/shared/failures/failure-cause'

import type { Stores } from '../adapters/db/create-stores.ts'
import type { AuditNote } from '../domain/access/audit-log.ts'
import type { NewId } from '../domain/core/ports.ts'

const MINUTE = 60_000
const PEOPLE = {
  mara: { id: 'demonstration-mara', name: 'Mara Keller' },
  tomas: { id: 'demonstration-tomas', name: 'Tomas Brandt' },
  lena: { id: 'demonstration-lena', name: 'Lena Wolff' },
  jonas: { id: 'demonstration-jonas', name: 'Jonas Weber' },
} as const satisfies Record<string, Assignee>

/** Comments of operators on causes, matched by title. */
const SAID: readonly { about: RegExp; by: Assignee; text: string; acknowledges?: true }[] = [
  {
    about: /field that the program expects/i,
    by: PEOPLE.jonas,
    text: 'Starts with tap-shop 2.5.1, which splits the address into lines. Checking whether 2.5.2 brings the field back.',
  },
  {
    about: /certificate/i,
    by: PEOPLE.lena,
    text: 'The vendor renews the certificate today. Please do not retry before 16:00.',
    acknowledges: true,
  },
  {
    about: /quota|how often/i,
    by: PEOPLE.tomas,
    text: 'Last week the backfill used up the quota. It resets at midnight UTC.',
    acknowledges: true,
  },
  {
    about: /disk/i,
    by: PEOPLE.tomas,
    text: 'Old exports removed, 40 GB free again. Next clean-up is scheduled.',
  },
  {
    about: /key was refused|refused/i,
    by: PEOPLE.mara,
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
  const said = new Set<string>()
  for (const cause of items) {
    const word = SAID.find(({ about, text }) => about.test(cause.title) && !said.has(text))
    if (word === undefined) continue
    said.add(word.text)
    // While it lasts; for a recovered cause, before it recovered.
    const at = Math.min(now - 12 * MINUTE, Date.parse(cause.lastSeenAt) + 9 * MINUTE)
    const author = { ...word.by, at: new Date(at).toISOString() }
    const subject = { id: cause.id, executionId: null, causeId: cause.id }
    const comment = { id: newId(), body: word.text }
    if (word.acknowledges === true && cause.state === 'open')
      await failureNotes.acknowledge(subject, author, comment, about(cause, word.by, 'acknowledge'))
    else await failureNotes.comment(subject, author, comment, about(cause, word.by, 'comment'))
    // The newest cause has no assignee yet.
    if (word.by !== PEOPLE.jonas) await failures.assign(cause.id, word.by, about(cause, word.by, 'assign'))
  }
  const [newest] = items.flatMap(({ newestExecutionId }) => newestExecutionId ?? [])
  const execution = newest === undefined ? undefined : await executions.find(newest)
  if (execution === undefined) return
  await executionNotes.add(
    execution.id,
    {
      ...{ id: newId(), by: PEOPLE.jonas.name, byId: PEOPLE.jonas.id, editedAt: null },
      body: 'Cleared the cache of the source and retried: same error.',
      at: new Date(now - 2 * MINUTE).toISOString(),
    },
    {
      ...{ actor: PEOPLE.jonas, action: 'comment', entityType: 'execution' },
      ...{ entityId: execution.id, entityName: execution.pipelineName },
    },
  )
}

const about = (
  { id, plugin, title }: FailureCause,
  { name }: Assignee,
  action: AuditNote['action'],
): AuditNote => ({
  ...{ actor: { id: null, name }, action, entityType: 'failure' },
  ...{ entityId: id, entityName: `${plugin}: ${title}` },
})
