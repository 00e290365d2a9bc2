import type { FailureCause } from '@flx/shared/failures/failure-cause'
import type { LikelyTrigger } from '@flx/shared/failures/likely-trigger'
import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { failures } from '#web/api/failures/failures.ts'
import { formatPeriod, formatSpan } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { ChangeList } from './change-list.tsx'
import { UndoButton } from './undo-button.tsx'
import { likelyTriggerWords as words } from './words.ts'

/** The changes shortly before the first failure, likeliest first, each with a way to undo it. */
export function LikelyTriggers({ cause }: { cause: FailureCause }) {
  const query = useQuery(failures.triggers(cause.id))
  const { data, error } = query
  const [first, ...rest] = data?.triggers ?? []
  return (
    <section
      aria-label={words.title}
      className="rounded-lg border border-line bg-surface px-3.5 py-3 text-sm shadow-low"
    >
      <h2 className="flex items-center gap-2 font-semibold">
        <GitCompareArrows aria-hidden className="size-4 text-text-faint" />
        {words.title}
      </h2>
      <div className="mt-2 space-y-3">
        {data === undefined ? (
          error === null ? (
            <Skeleton className="h-27 w-full xl:h-32" />
          ) : (
            <QueryError query={query} title={words.loadError} />
          )
        ) : (
          <>
            {first === undefined ? (
              <p className="text-text-soft">{words.none}</p>
            ) : (
              <Trigger trigger={first} />
            )}
            {data.unaffected !== null && data.unaffected.pipelines > 0 && (
              <p className="text-text-soft">
                {words.othersSucceed(data.unaffected.succeeding, data.unaffected.pipelines, cause.plugin)}
              </p>
            )}
            {rest.length > 0 && (
              <div className="space-y-3 border-t border-line pt-3">
                <h3 className="text-xs font-medium text-text-faint">{words.others}</h3>
                {rest.map((trigger) => (
                  <Trigger key={`${trigger.kind} ${trigger.at}`} trigger={trigger} />
                ))}
              </div>
            )}
          </>
        )}
      </div>
    </section>
  )
}

function Trigger({ trigger }: { trigger: LikelyTrigger }) {
  const { at, secondsBefore, changes, schema, fromVersion, subject, kind } = trigger
  const path =
    subject === null
      ? null
      : kind.startsWith('plugin')
        ? paths.plugin(subject.id)
        : paths.pipeline(subject.id)
  return (
    <div>
      <p>
        <TriggerSentence trigger={trigger} />, <RelativeTime at={at} />.{' '}
        {secondsBefore < 1 ? words.followedAtOnce : words.followed(spanOf(secondsBefore))}
        {fromVersion !== null && <> {words.noneFails(fromVersion)}</>}
      </p>
      <ChangeList changes={changes} />
      {schema !== null && schema.examples.length > 0 && (
        <ul className="mt-1.5 space-y-0.5 font-mono text-xs wrap-anywhere text-text-soft">
          {schema.examples.map((example) => (
            <li key={example}>{example}</li>
          ))}
        </ul>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <UndoButton trigger={trigger} />
        {path !== null && (
          <Link to={path} className={buttonClass({ size: 'small' })}>
            {words.view}
          </Link>
        )}
      </div>
    </div>
  )
}

/** Formats a span exactly up to a minute, then in its largest unit. */
const spanOf = (seconds: number): string => (seconds < 60 ? formatPeriod(seconds) : formatSpan(seconds))

function TriggerSentence({
  trigger: { kind, by, subject, fromVersion, toVersion },
}: {
  trigger: LikelyTrigger
}): ReactNode {
  const name = <b className="font-semibold wrap-anywhere">{subject?.name}</b>
  if (kind === 'server-start') return words.serverStarted
  if (kind === 'schema') {
    return (
      <>
        {words.schemaChanged}
        {name}
        {words.schemaChangedEnd}
      </>
    )
  }
  const action =
    kind !== 'plugin-version'
      ? words.edited
      : fromVersion !== null && toVersion !== null
        ? words.changedVersion
        : words.installed
  return (
    <>
      {action(by ?? '')}
      {name}
      {fromVersion !== null && toVersion !== null && words.fromTo(fromVersion, toVersion)}
    </>
  )
}
