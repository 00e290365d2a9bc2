import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useParams } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { dashboards } from '#web/api/dashboards.ts'
import { useLive, useLiveStatus } from '#web/api/live/live.tsx'
import { Logo } from '#web/layouts/logo.tsx'
import { Clock, useScaledText } from '#web/parts/wall/clock.tsx'
import { ExitLink } from '#web/parts/wall/exit-link.tsx'
import { paths } from '#web/paths.ts'
import { messageOf } from '#web/ui/states.tsx'
import { tabTitle } from '#web/ui/words.ts'

import { useFreshFigures } from '../use-fresh-figures.ts'
import { WidgetGrid } from './widget-grid.tsx'
import { WidgetView } from './widget-view.tsx'
import { ownPageWords, wallDashboardWords as words } from './words.ts'

/** A dashboard as a display on a wall: full screen, larger text, nothing to press. */
export function Component() {
  const { id = '' } = useParams()
  useScaledText()
  useFreshFigures()
  const query = useQuery(dashboards.detail(id))
  useLive('dashboards')
  const { state } = useLiveStatus()
  const isLive = state === 'connected'
  const { data, error } = query
  return (
    <main
      id="main"
      className={clsx(
        'flex min-h-dvh flex-col gap-6 overflow-x-clip p-8',
        !isLive && state !== 'connecting' && 'outline-6 -outline-offset-6 outline-danger',
      )}
    >
      <title>{tabTitle(data?.name ?? ownPageWords.loading)}</title>
      <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-5">
        <Logo className="size-12 shrink-0" />
        <h1 className="min-w-0 truncate text-[2rem] leading-10 font-semibold tracking-tight">
          {data?.name ?? ''}
        </h1>
        <div className="ml-auto flex shrink-0 items-center gap-10">
          <output className="flex items-center gap-3 text-2xl text-text-soft">
            <span
              aria-hidden
              className={clsx(
                'size-4 rounded-full',
                isLive ? 'bg-status-success-bar' : 'bg-status-pending-bar',
              )}
            />
            {isLive ? words.live : words.notLive}
          </output>
          <Clock />
        </div>
      </header>
      {isProblem(error, 404) ? (
        // Figures of a dashboard that was deleted or withdrawn would stay on the display forever.
        <p role="alert" className="grid grow place-content-center gap-2 text-center text-[2rem]/10">
          <span className="font-semibold">{words.gone}</span>
          <span className="text-2xl text-text-soft">{words.goneHint}</span>
        </p>
      ) : data === undefined ? (
        <p aria-busy={error === null} className="grid grow place-items-center text-[2rem]/10 text-text-soft">
          {error === null ? ownPageWords.loading : messageOf(error)}
        </p>
      ) : (
        <WidgetGrid widgets={data.widgets} label={data.name}>
          {(widget) => <WidgetView widget={widget} />}
        </WidgetGrid>
      )}
      <ExitLink to={paths.dashboard(id)} label={words.leave} />
    </main>
  )
}
