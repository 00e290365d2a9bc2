import type { Execution } from '@flx/shared/executions/execution'
import { can, type RetryStart } from '@flx/shared/executions/execution-status'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'

import { executions } from '#web/api/executions/executions.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { executionActionsWords as WORDS } from './words.ts'

/**
 * The later steps at which a retry can start if the data is already loaded. Renders nothing if there are
 * none.
 */
export function RetryMenu({
  execution,
  disabledReason,
  onRetry,
}: {
  execution: Execution
  disabledReason: string | undefined
  onRetry: (from: RetryStart) => void
}) {
  const { allowed } = can.retryTransform(execution)
  const { data } = useQuery({ ...executions.transform(execution.id), enabled: allowed })
  if (!allowed) return null
  const unresumable = data?.resumable === true ? undefined : WORDS.noResults
  return (
    <Menu
      label={WORDS.retryFrom}
      align="end"
      trigger={<ChevronDown aria-hidden className="size-4" />}
      triggerClass={buttonClass({ variant: 'primary', className: 'w-8 px-0! max-sm:w-11' })}
      items={[
        {
          key: 'transform',
          label: WORDS.retryTransform,
          disabledReason,
          onSelect: () => onRetry('transform'),
        },
        {
          key: 'failed-models',
          label: WORDS.retryFailedModels,
          disabledReason: disabledReason ?? unresumable,
          onSelect: () => onRetry('failed-models'),
        },
      ]}
    />
  )
}
