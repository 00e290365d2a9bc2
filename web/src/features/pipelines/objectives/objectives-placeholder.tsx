import { clsx } from 'clsx'

import { Skeleton } from '#web/ui/states.tsx'

/** As high as a card with the given number of objectives, which are side by side on wide screens. */
export function ObjectivesPlaceholder({ count }: { count: number }) {
  return <Skeleton className={clsx('w-full rounded-lg', count > 1 ? 'h-126 lg:h-73' : 'h-73')} />
}
