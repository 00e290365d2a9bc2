import { bookmarksOf } from '@flx/shared/executions/state/bookmarks'
import { busySteps } from '@flx/shared/executions/effort'
import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatBytes, formatDateTime, formatDuration } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { FailureNotes } from '#web/parts/failure-notes/failure-notes.tsx'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { CopyButton } from '#web/ui/code-block.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { sidePanelWords as WORDS } from '../words.ts'
import { NotesPart } from './notes/notes-part.tsx'
import { notesWords } from './notes/words.ts'
import { Attempts } from './attempts.tsx'
import { StreamsTable } from './streams-table.tsx'

/** The number of streams whose bookmarks the panel shows. The tab has all. */
const SHOWN = 6

/** The facts of an execution, beside its log. */
export function SidePanel({ execution }: { execution: Execution }) {
  const { id, startedAt, queuedAt } = execution
  return (
    <Card className="min-w-0 self-start">
      {execution.status === 'failed' && (
        <Part>
          <FailureNotes target={{ kind: 'execution', id }} />
        </Part>
      )}
      <Part title={notesWords.notes}>
        <NotesPart key={id} execution={execution} />
      </Part>
      <StatePart execution={execution} />
      <Part title={WORDS.streams}>
        <StreamsTable execution={execution} />
      </Part>
      <PeakUse execution={execution} />
      {execution.attempts.length > 0 && (
        <Part title={WORDS.attempts}>
          <Attempts execution={execution} />
        </Part>
      )}
      <Part>
        <dl className="tabular space-y-1.5 text-xs">
          <Detail label={WORDS.execution}>
            <code className="font-mono" title={id}>
              {id.slice(0, 8)}
            </code>
            <CopyButton text={id} label={WORDS.copyId} className="-my-1.5 ml-1" />
          </Detail>
          <Detail label={WORDS.waited}>
            {startedAt === null ? '—' : formatDuration((Date.parse(startedAt) - Date.parse(queuedAt)) / 1000)}
          </Detail>
          <Detail label={WORDS.data}>
            {execution.bytesTransferred === null
              ? formatBytes(null)
              : WORDS.transferred(formatBytes(execution.bytesTransferred))}
          </Detail>
          <Detail label={WORDS.worker}>{execution.worker ?? '—'}</Detail>
        </dl>
        <Link
          to={paths.execution(id, 'facts')}
          preventScrollReset
          className="mt-2 inline-block text-xs font-medium text-accent hover:underline"
        >
          {WORDS.allDetails}
        </Link>
      </Part>
    </Card>
  )
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <dt className="text-text-faint">{label}</dt>
      <dd className="inline-flex min-w-0 items-center text-right wrap-anywhere">{children}</dd>
    </div>
  )
}

function Part({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3.5 last:border-b-0">
      {title !== undefined && (
        <div className="mb-2 flex items-baseline justify-between gap-3">
          <h2 className="text-sm font-semibold">{title}</h2>
          {aside !== undefined && <span className="text-xs text-text-faint">{aside}</span>}
        </div>
      )}
      {children}
    </section>
  )
}

/** The bookmark of each stream before and after. */
function StatePart({ execution }: { execution: Execution }) {
  const zone = useTimeZone()
  const { stateConfirmedAt, stateBefore, stateAfter } = execution
  const before = new Map(bookmarksOf(stateBefore).map((bookmark) => [bookmark.stream, bookmark]))
  const after = bookmarksOf(stateAfter)
  const positionText = (bookmark: (typeof after)[number] | undefined): string => {
    const first = bookmark?.positions[0]
    if (first === undefined) return '—'
    return first.at === null ? first.value : formatDateTime(first.at, zone)
  }
  const aside =
    stateConfirmedAt === null ? (
      WORDS.notConfirmed
    ) : (
      <>
        {WORDS.confirmed} <RelativeTime at={stateConfirmedAt} />
      </>
    )
  return (
    <Part title={WORDS.state} aside={aside}>
      {after.length === 0 ? (
        <p className="text-xs text-text-faint">
          {isFinished(execution.status) ? WORDS.noState : WORDS.noStateYet}
        </p>
      ) : (
        <table className="w-full text-left text-xs">
          <thead className="text-text-faint">
            <tr>
              <th className="pb-1 font-normal">{WORDS.stream}</th>
              <th className="pb-1 font-normal">{WORDS.before}</th>
              <th className="pb-1 font-normal">{WORDS.after}</th>
            </tr>
          </thead>
          <tbody>
            {after.slice(0, SHOWN).map((bookmark) => (
              <tr key={bookmark.stream}>
                <th className="py-0.5 pr-2 font-mono font-normal wrap-anywhere">{bookmark.stream}</th>
                <td className="tabular py-0.5 pr-2 wrap-anywhere text-text-soft">
                  {positionText(before.get(bookmark.stream))}
                </td>
                <td className="tabular py-0.5 wrap-anywhere">{positionText(bookmark)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {after.length > 0 && (
        <Link
          to={paths.execution(execution.id, 'state')}
          preventScrollReset
          className="mt-1 inline-block text-xs font-medium text-accent hover:underline"
        >
          {WORDS.wholeState}
        </Link>
      )}
    </Part>
  )
}

/** CPU and memory use of the processes in the pipe. */
function PeakUse({ execution }: { execution: Execution }) {
  const measuredSteps = busySteps(execution.steps).filter(({ effort }) => effort.cpuSeconds !== null)
  if (measuredSteps.length === 0) return null
  const seconds = (points: number, length: number) => Math.max(1, points * length)
  const rows = measuredSteps.map(({ kind, plugin, effort }) => ({
    key: `${kind} ${plugin}`,
    kind,
    plugin,
    cores: (effort.cpuSeconds ?? 0) / seconds(effort.points.length, effort.pointSeconds),
    memory: effort.peakMemoryBytes,
  }))
  const highest = {
    cores: Math.max(1, ...rows.map(({ cores }) => cores)),
    memory: Math.max(1, ...rows.map(({ memory }) => memory ?? 0)),
  }
  return (
    <Part title={WORDS.use}>
      <table className="w-full text-left text-xs">
        <thead className="text-text-faint">
          <tr>
            <th className="pb-1 font-normal">{WORDS.step}</th>
            <th className="pb-1 text-right font-normal" title={WORDS.cpuHint}>
              {WORDS.cpu}
            </th>
            <th className="pb-1 text-right font-normal">{WORDS.memory}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, kind, plugin, cores, memory }) => (
            <tr key={key}>
              <th className="py-0.5 pr-2 font-normal" title={plugin}>
                {kind}
              </th>
              <Measure share={cores / highest.cores} text={cores.toFixed(1)} />
              <Measure
                share={(memory ?? 0) / highest.memory}
                text={memory === null ? '—' : formatBytes(memory)}
              />
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}

function Measure({ share, text }: { share: number; text: string }) {
  return (
    <td className="tabular py-0.5 pl-3 text-right whitespace-nowrap">
      <span aria-hidden className="inline-block h-1.5 w-10 overflow-hidden rounded-xs bg-sunken align-middle">
        <span
          className="block h-full rounded-xs bg-accent"
          style={{ width: `${Math.max(4, share * 100)}%` }}
        />
      </span>{' '}
      <span className="inline-block min-w-14">{text}</span>
    </td>
  )
}
