import type { Statistics } from '@flx/shared/operations/statistics'
import { useQuery } from '@tanstack/react-query'
import { Tv } from 'lucide-react'
import { Link } from 'react-router'

import { statistics } from '#web/api/statistics.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'

import { FolderNote } from '#web/parts/projects/folder-note.tsx'
import { DurationChart, OutcomesChart, RecordsChart } from '#web/parts/charts/charts.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'
import { Attention } from './attention.tsx'
import { queryOf, readWindow, WINDOW_WORDS } from './dashboard-window.ts'
import { FigureTiles, TILES } from './figure-tiles.tsx'
import { Guide, useGuide } from './first-run/guide.tsx'
import { FirstSteps } from './first-steps.tsx'
import { Ranking } from './ranking.tsx'
import { RecentFailures } from './recent-failures.tsx'
import { RunningNow } from './running-now.tsx'
import { UpcomingTicks } from './upcoming-ticks.tsx'
import { useFreshFigures } from './use-fresh-figures.ts'
import { WindowPicker } from './window-picker.tsx'
import { dashboardPageWords } from './words.ts'

const QUARTER_SECONDS = 900

/** The main dashboard: figures, charts and lists of a period. */
export function Component() {
  const [parameters] = useAddressSearch()
  const window = readWindow(parameters)
  const zone = useTimeZone()
  // Updated often enough for the window to move on.
  const query = queryOf(window, useNow(QUARTER_SECONDS), zone)
  const figures = useQuery(statistics.fleet(query))
  const { data, error, isPlaceholderData } = figures
  useFreshFigures()
  const isEmpty = data !== undefined && data.totalPipelines === 0 && data.totalExecutions === 0
  const [guide, setGuide] = useGuide()
  const isNew = data !== undefined && data.totalExecutions <= FIRST_EXECUTIONS
  return (
    <>
      <PageHeader
        title={dashboardPageWords.dashboard}
        actions={
          <>
            <WindowPicker />
            <Link to={paths.dashboards()} className={buttonClass()}>
              {dashboardPageWords.ownDashboards}
            </Link>
            <WallLink />
          </>
        }
      />
      <FolderNote />
      {data === undefined ? (
        error === null ? (
          <DashboardSkeleton />
        ) : (
          <Card>
            <QueryError query={figures} title={dashboardPageWords.loadError} />
          </Card>
        )
      ) : isEmpty && window.key !== 'custom' ? (
        <>
          <Guide />
          <FirstSteps />
        </>
      ) : (
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'opacity-60' : ''}>
          {isNew && guide === 'shown' && <Guide onClose={() => setGuide('hidden')} />}
          <Attention />
          <FigureTiles figures={data} />
          <Panels figures={data} words={WINDOW_WORDS[window.key]} />
        </div>
      )}
    </>
  )
}

/** An installation with at most this many executions shows the first steps above its figures. */
const FIRST_EXECUTIONS = 3

/** The charts and lists of the figures, or their placeholders while `figures` is undefined. */
function Panels({ figures, words }: { figures: Statistics | undefined; words: string }) {
  return (
    <>
      {/* Two independent columns; on narrow screens a single one, most interesting first. */}
      <div className="mt-3 flex flex-col gap-3 xl:grid xl:grid-cols-3">
        <div className="contents min-w-0 xl:col-span-2 xl:block xl:space-y-3">
          <OutcomesChart figures={figures} className="order-1" />
          <div className="order-3 grid min-w-0 gap-3 md:grid-cols-2">
            <DurationChart figures={figures} />
            <RecordsChart figures={figures} />
          </div>
          <RecentFailures figures={figures} className="order-4 min-w-0" />
        </div>
        <div className="contents min-w-0 xl:block xl:space-y-3">
          <RunningNow figures={figures} className="order-2" />
          <UpcomingTicks className="order-2" />
          <Ranking
            className="order-5"
            title={dashboardPageWords.topPerformers}
            pipelines={figures?.topPerformers}
            columns={['executions', 'success']}
            empty={dashboardPageWords.noTopPerformers(words)}
          />
          <Ranking
            className="order-6"
            title={dashboardPageWords.busiestPipelines}
            pipelines={figures?.busiest}
            columns={['executions', 'success']}
            empty={dashboardPageWords.noneBusy(words)}
          />
          <Ranking
            className="order-7"
            title={dashboardPageWords.slowestPipelines}
            pipelines={figures?.slowest}
            columns={['executions', 'duration']}
            empty={dashboardPageWords.noneSlow(words)}
          />
        </div>
      </div>
    </>
  )
}

function WallLink() {
  return (
    <Link
      to={paths.wall()}
      aria-label={dashboardPageWords.wallDisplay}
      title={dashboardPageWords.wallDisplay}
      className={buttonClass({ variant: 'quiet', className: 'w-8 px-0! max-sm:hidden' })}
    >
      <Tv aria-hidden className="size-4" />
    </Link>
  )
}

function DashboardSkeleton() {
  return (
    <Loading label={dashboardPageWords.loading}>
      <Attention />
      <div className={TILES}>
        {Array.from({ length: 6 }, (_tile, index) => (
          <Card key={index} className="px-4 py-3">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="mt-2 h-7 w-24" />
            <Skeleton className="mt-2 h-3 w-16" />
          </Card>
        ))}
      </div>
      <Panels figures={undefined} words="" />
    </Loading>
  )
}
