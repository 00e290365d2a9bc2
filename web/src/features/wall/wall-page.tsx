import { clsx } from 'clsx'

import { Logo } from '#web/layouts/logo.tsx'
import { Clock, useScaledText } from '#web/parts/wall/clock.tsx'
import { ExitLink } from '#web/parts/wall/exit-link.tsx'
import { paths } from '#web/paths.ts'
import { tabTitle } from '#web/ui/words.ts'

import { HealthPanel } from './health-panel.tsx'
import { Causes, LateSchedules, RunningExecutions, StalePipelines } from './lists.tsx'
import { NextHour } from './next-hour.tsx'
import { WallStatus } from './wall-status.tsx'
import { useWall } from './use-wall.ts'
import { wallWords } from './words.ts'

/** A display on a wall: one screen with nothing to press, readable from four metres. */
export function Component() {
  useScaledText()
  const view = useWall()
  const { data, failed, status, now } = view
  const isLost = status === 'lost'
  return (
    <main
      id="main"
      className={clsx(
        'flex min-h-dvh flex-col gap-6 overflow-x-clip p-8 lg:h-dvh lg:overflow-hidden',
        isLost && 'outline-6 -outline-offset-6 outline-danger',
      )}
    >
      <title>{tabTitle(wallWords.tab)}</title>
      <header className="flex h-14 shrink-0 items-center gap-5 max-lg:h-auto max-lg:flex-wrap">
        <Logo className="size-12 shrink-0" />
        <h1 className="shrink-0 text-[2rem] leading-10 font-semibold tracking-tight">{wallWords.title}</h1>
        <span className="min-w-0 truncate text-2xl text-text-soft">{location.host}</span>
        <div className="ml-auto flex min-w-0 shrink-0 items-center gap-10 max-lg:flex-wrap">
          <WallStatus {...view} />
          <Clock />
        </div>
      </header>
      {data === undefined ? (
        <p aria-busy={!failed} className="grid grow place-items-center text-[2rem] text-text-soft">
          {failed ? wallWords.loadError : wallWords.loading}
        </p>
      ) : (
        <div className={clsx('flex min-h-0 grow flex-col gap-6', isLost && 'grayscale')}>
          <div className="grid min-h-0 grow gap-6 lg:grid-cols-[29.4rem_minmax(0,1fr)_35.4rem] lg:grid-rows-1">
            <HealthPanel wall={data} />
            <div className="flex min-h-0 min-w-0 flex-col gap-6">
              <Causes failing={data.failing} />
              <RunningExecutions running={data.running} now={now} />
            </div>
            <div className="flex min-h-0 min-w-0 flex-col gap-6">
              <StalePipelines stale={data.stale} now={now} />
              <LateSchedules late={data.late} pause={data.pause} now={now} />
            </div>
          </div>
          <NextHour wall={data} now={now} />
        </div>
      )}
      <ExitLink to={paths.home()} label={wallWords.leave} />
    </main>
  )
}
