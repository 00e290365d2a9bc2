import type { ExecutionTrigger } from '@flx/shared/executions/execution-status'

import { Badge } from '#web/ui/status/badge.tsx'

import { reportedWords } from './words.ts'

/** Marks an execution that ran elsewhere and was reported here. */
export function ReportedBadge({ trigger }: { trigger: ExecutionTrigger }) {
  return trigger === 'report' ? <Badge title={reportedWords.hint}>{reportedWords.reported}</Badge> : null
}
