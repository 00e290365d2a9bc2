import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'

import { session } from '#web/api/access/session.ts'
import { BulkProvider } from '#web/parts/bulk/bulk-provider.tsx'
import { HoldBanner } from '#web/parts/holds/hold-banner.tsx'
import { paths } from '#web/paths.ts'

import { LiveAnnouncer } from './live/live-announcer.tsx'
import { LowDiskNote } from './notes/low-disk-note.tsx'
import { BottomBar } from './bar/bottom-bar.tsx'
import { Rail } from './bar/rail.tsx'
import { EndNotifier } from './notifications/end-notifier.tsx'
import { SampleHistoryNote } from './notes/sample-history-note.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { RefusalNote } from './notes/refusal-note.tsx'
import { StorageNote } from './notes/storage-note.tsx'
import { TopBar } from './top-bar.tsx'
import { navigationWords } from './words.ts'
import { useLostFocus } from './lost-focus.ts'

/** Pages whose content needs the room, so that the rail shows only icons. */
const WORK_SURFACES: ReadonlySet<string> = new Set([paths.lineage(), paths.flows()])

const needsRoom = ({ pathname, search }: { pathname: string; search: string }): boolean =>
  WORK_SURFACES.has(pathname) || new URLSearchParams(search).get('as') === 'drawing'

/** The frame of signed-in pages: rail, top bar and the page. */
export function Shell() {
  const location = useLocation()
  const { data: user } = useQuery(session.current())
  const main = useFocusAfterNavigation(location.pathname)
  useLostFocus(main)
  const [searching, setSearching] = useState(false)
  return (
    <>
      <LiveAnnouncer />
      <EndNotifier />
      <Shortcuts searching={searching} onSearching={setSearching} />
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {navigationWords.skip}
      </a>
      <div className="flex min-h-dvh">
        <Rail narrow={needsRoom(location)} />
        <div className="flex min-w-0 grow flex-col">
          <TopBar user={user ?? undefined} onSearch={() => setSearching(true)} />
          <NavigationProgress />
          <main
            ref={main}
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-[160rem] grow px-4 pt-5 pb-[calc(6rem+env(safe-area-inset-bottom))] sm:px-6 sm:pb-10"
          >
            <StorageNote />
            <RefusalNote />
            <LowDiskNote />
            <SampleHistoryNote />
            <HoldBanner />
            <BulkProvider>
              <Outlet />
            </BulkProvider>
          </main>
        </div>
      </div>
      <BottomBar user={user ?? undefined} />
      <ScrollRestoration />
    </>
  )
}

/** Moves the focus to the new page after a navigation, so that keyboard and screen reader continue there. */
function useFocusAfterNavigation(pathname: string) {
  const main = useRef<HTMLElement>(null)
  const shownPath = useRef(pathname)
  useEffect(() => {
    if (shownPath.current === pathname) return
    shownPath.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}

function NavigationProgress() {
  const { state } = useNavigation()
  return (
    <div aria-hidden className="relative h-0">
      {state !== 'idle' && <div className="absolute inset-x-0 -top-px h-0.5 animate-pulse bg-accent" />}
    </div>
  )
}
