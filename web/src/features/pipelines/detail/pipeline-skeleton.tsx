import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { pipelineSkeletonWords } from './words.ts'

/** The page's layout in grey. */
export function PipelineSkeleton() {
  return (
    <Loading label={pipelineSkeletonWords.loadingPipeline}>
      <PageHeader title={pipelineSkeletonWords.pipeline} facts={<Skeleton className="h-6 w-24" />} />
      <Skeleton className="mb-4 h-5.5 w-72" />
      <TileSkeletons />
      <div className="mt-4 grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="space-y-4">
          <Card className="h-64" />
          <Card className="h-96" />
        </div>
        <Card className="h-80" />
      </div>
    </Loading>
  )
}

export function TileSkeletons() {
  return (
    <div className={TILES}>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Card key={key} className="px-4 py-3">
          <Skeleton className="h-4 w-20" />
          <Skeleton className="mt-1 h-6 w-24" />
          <Skeleton className="mt-1 h-4 w-16" />
        </Card>
      ))}
    </div>
  )
}

export const TILES = 'grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6'
