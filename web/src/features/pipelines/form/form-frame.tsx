import { Card } from '#web/ui/card.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { formFrameWords } from './words.ts'

/** The placeholder of the form while its data loads. */
export function FormSkeleton() {
  return (
    <Loading label={formFrameWords.loading}>
      <div className="max-w-6xl space-y-4">
        {['h-52', 'h-64', 'h-40'].map((height) => (
          <Card key={height} className={`${height} space-y-4 p-4`}>
            <Skeleton className="h-5 w-32" />
            <div className="grid gap-4 lg:grid-cols-2">
              <Skeleton className="h-8 w-full" />
              <Skeleton className="h-8 w-full" />
            </div>
          </Card>
        ))}
      </div>
    </Loading>
  )
}
