import type { InstallLine } from '@flx/shared/plugins/plugin'
import { useEffect, useRef } from 'react'

import { formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { tableWords } from '#web/ui/words.ts'

import type { useInstallOutput } from './install-output.ts'
import { installOutputViewWords } from './words.ts'

/** The output of an installation. Follows the end unless the user scrolls up. */
export function InstallOutput({
  output,
  empty = null,
}: {
  output: ReturnType<typeof useInstallOutput>
  /** Shown if there is no output. Null: nothing is shown, and no loading state either. */
  empty?: string | null
}) {
  const { lines, isLoaded, error, isRetrying, retry } = output
  return (
    <>
      {lines.length > 0 ? (
        <Lines lines={lines} />
      ) : (
        error === null && empty !== null && <NoLines empty={empty} isLoaded={isLoaded} />
      )}
      {error !== null && (
        <div className="mt-3">
          <QueryError
            compact
            query={{ error, isFetching: isRetrying, refetch: retry }}
            title={installOutputViewWords.loadError}
          />
        </div>
      )}
    </>
  )
}

function NoLines({ empty, isLoaded }: { empty: string; isLoaded: boolean }) {
  if (isLoaded) return <p className="mt-3 text-sm text-text-faint">{empty}</p>
  return (
    <Loading label={tableWords.loading}>
      <Skeleton className="mt-3 h-40 w-full" />
    </Loading>
  )
}

function Lines({ lines }: { lines: readonly InstallLine[] }) {
  const zone = useTimeZone()
  const box = useRef<HTMLPreElement>(null)
  const following = useRef(true)
  useEffect(() => {
    if (following.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  })
  return (
    <pre
      ref={box}
      role="log"
      aria-label={installOutputViewWords.label}
      // A scrolling box must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < 24
      }}
      className="mt-3 max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs/5 whitespace-pre-wrap"
    >
      {lines.map((line) => textOf(line, zone)).join('\n')}
    </pre>
  )
}

const textOf = ({ at, text }: InstallLine, zone: string): string => `${formatTime(at, zone)}  ${text}`
