import type { Retention } from '@flx/shared/operations/retention'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'

import { startRetentionPass, previewRetention, storage } from '#web/api/storage.ts'
import { formatDuration } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { isNothing, RemovalList } from './removals.tsx'
import { cleanUpWords } from './words.ts'

/** The last retention pass, the next one, and a button to run one now. */
export function PassSection() {
  const { data } = useQuery(storage.retention())
  const [confirming, setConfirming] = useState(false)
  const previewing = useMutation(previewRetention())
  const toast = useToast()
  return (
    <Section
      title={cleanUpWords.title}
      aside={
        data !== undefined && (
          <Button
            size="small"
            icon={Play}
            busy={data.isRunning || previewing.isPending}
            onClick={() =>
              previewing.mutate(data.policy, {
                onSuccess: () => setConfirming(true),
                onError: (error) => toast.problem(messageOf(error)),
              })
            }
          >
            {cleanUpWords.runNow}
          </Button>
        )
      }
    >
      {data === undefined ? <Skeleton className="h-24 w-full" /> : <Passes {...data} />}
      {confirming && previewing.data !== undefined && (
        <PassDialog removals={previewing.data} onClose={() => setConfirming(false)} />
      )}
    </Section>
  )
}

function Passes({ lastPass, isRunning, nextPassAt }: Retention) {
  return (
    <div className="space-y-3 text-sm">
      <p className="text-text-soft">
        {isRunning ? (
          cleanUpWords.running
        ) : (
          <>
            {cleanUpWords.nextDue} <RelativeTime at={nextPassAt} />.
          </>
        )}
      </p>
      {lastPass === null ? (
        <p className="text-text-faint">{cleanUpWords.none}</p>
      ) : (
        <>
          <p>
            {cleanUpWords.began(lastPass.trigger === 'nightly')} <RelativeTime at={lastPass.startedAt} />
            {lastPass.finishedAt !== null &&
              cleanUpWords.took(
                formatDuration((Date.parse(lastPass.finishedAt) - Date.parse(lastPass.startedAt)) / 1000),
              )}
            {cleanUpWords.removed(isNothing(lastPass.removed))}
          </p>
          {lastPass.error !== null && <Notice tone="danger">{cleanUpWords.failed(lastPass.error)}</Notice>}
          {!isNothing(lastPass.removed) && (
            <RemovalList label={cleanUpWords.removedLabel} removals={lastPass.removed} />
          )}
        </>
      )}
    </div>
  )
}

function PassDialog({
  removals,
  onClose,
}: {
  removals: Parameters<typeof RemovalList>[0]['removals']
  onClose: () => void
}) {
  const starting = useMutation(startRetentionPass())
  const isEmpty = isNothing(removals)
  return (
    <ConfirmDialog
      title={cleanUpWords.runTitle}
      confirmLabel={cleanUpWords.runNow}
      danger={!isEmpty}
      busy={starting.isPending}
      error={starting.error === null ? null : messageOf(starting.error)}
      onConfirm={() => starting.mutate(null, { onSuccess: onClose })}
      onClose={onClose}
    >
      {isEmpty ? (
        <p>{cleanUpWords.nothingToRemove}</p>
      ) : (
        <>
          <p>{cleanUpWords.willRemove}</p>
          <RemovalList label={cleanUpWords.willRemoveLabel} removals={removals} />
        </>
      )}
    </ConfirmDialog>
  )
}
