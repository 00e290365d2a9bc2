import { Loading, Skeleton } from '#web/ui/states.tsx'

import { pageSkeletonWords } from './words.ts'

/** The placeholder of a page whose code is loading. */
export function PageSkeleton() {
  return (
    <Loading label={pageSkeletonWords.loading}>
      <Skeleton className="mt-1 mb-5 h-6 w-40" />
      <Skeleton className="mb-3 h-8 w-full max-w-xl" />
      <Skeleton className="h-96 w-full rounded-lg" />
    </Loading>
  )
}
