import { COMMENT_LENGTH, type FailureComment } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { MessageSquarePlus, UserRoundCheck } from 'lucide-react'
import { useState } from 'react'

import {
  acknowledgeFailure,
  commentOnFailure,
  failureNotes,
  withdrawAcknowledgement,
  type NoteTarget,
} from '#web/api/failures/failure-notes.ts'
import { NoteForm } from '#web/parts/note-form.tsx'
import { usePageActions } from '#web/lib/page-actions.ts'
import { useRole } from '#web/api/access/session.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button } from '#web/ui/button.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { Acknowledged } from './acknowledged.tsx'
import { commentWords, failureNotesWords } from './words.ts'

/** More comments than this are seldom in sight at once. */
const SHOWN_PLACEHOLDERS = 3

/** The acknowledgement of a failure and its comments, with buttons to change both. */
export function FailureNotes({
  target,
  comments: expected = 0,
  hasAcknowledgeButton = true,
}: {
  target: NoteTarget
  /** The number of comments if the page knows it: their room is kept while they load. */
  comments?: number
  /** False if the page has its own button. */
  hasAcknowledgeButton?: boolean
}) {
  const query = useQuery(failureNotes.of(target))
  const { data: notes, error } = query
  const [writing, setWriting] = useState(false)
  const operator = useRole('operator')
  const reason = operator.allowed ? undefined : operator.reason
  if (notes === undefined) {
    return error === null ? (
      <div className="space-y-3">
        <Skeleton className="h-7 w-72 max-w-full" />
        {Array.from({ length: Math.min(expected, SHOWN_PLACEHOLDERS) }, (_, index) => (
          <Skeleton key={index} className="h-25 w-full" />
        ))}
      </div>
    ) : (
      <QueryError compact query={query} title={failureNotesWords.loadError} />
    )
  }
  const { acknowledgement, comments } = notes
  return (
    <div className="space-y-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        {acknowledgement === null ? (
          <span className="text-text-soft">{failureNotesWords.notAcknowledged}</span>
        ) : (
          <Acknowledged lead={failureNotesWords.acknowledgedBy} {...acknowledgement} />
        )}
        <span className="flex flex-wrap gap-2">
          {!writing && (
            <Button
              size="small"
              icon={MessageSquarePlus}
              disabledReason={reason}
              onClick={() => setWriting(true)}
            >
              {failureNotesWords.comment}
            </Button>
          )}
          {hasAcknowledgeButton && (
            <AcknowledgeButton
              target={target}
              isAcknowledged={acknowledgement !== null}
              disabledReason={reason}
            />
          )}
        </span>
      </div>
      {comments.length > 0 && (
        <ol aria-label={failureNotesWords.comments} className="space-y-2">
          {comments.map((comment) => (
            <Comment key={comment.id} comment={comment} />
          ))}
        </ol>
      )}
      {writing && <CommentForm target={target} onClose={() => setWriting(false)} />}
    </div>
  )
}

function AcknowledgeButton({
  target,
  isAcknowledged,
  disabledReason,
}: {
  target: NoteTarget
  isAcknowledged: boolean
  disabledReason: string | undefined
}) {
  const toast = useToast()
  const acknowledging = useMutation(acknowledgeFailure())
  const withdrawing = useMutation(withdrawAcknowledgement())
  const onError = (error: unknown) => toast.problem(messageOf(error))
  usePageActions([
    isAcknowledged
      ? {
          id: 'acknowledge',
          label: failureNotesWords.remove,
          icon: UserRoundCheck,
          disabledReason,
          busy: withdrawing.isPending,
          act: () => withdrawing.mutate({ target }, { onError }),
        }
      : {
          id: 'acknowledge',
          label: failureNotesWords.acknowledge,
          icon: UserRoundCheck,
          disabledReason,
          busy: acknowledging.isPending,
          act: () => acknowledging.mutate({ target }, { onError }),
        },
  ])
  return isAcknowledged ? (
    <Button
      size="small"
      busy={withdrawing.isPending}
      disabledReason={disabledReason}
      onClick={() => withdrawing.mutate({ target }, { onError })}
    >
      {failureNotesWords.remove}
    </Button>
  ) : (
    <Button
      size="small"
      icon={UserRoundCheck}
      busy={acknowledging.isPending}
      disabledReason={disabledReason}
      onClick={() => acknowledging.mutate({ target }, { onError })}
    >
      {failureNotesWords.acknowledge}
    </Button>
  )
}

function Comment({ comment: { body, by, at } }: { comment: FailureComment }) {
  return (
    <li className="rounded-md border border-line bg-surface px-3 py-2">
      <p className="text-xs text-text-faint">
        <span className="font-medium text-text-soft">{by}</span> · <RelativeTime at={at} />
      </p>
      <p className="mt-0.5 wrap-anywhere whitespace-pre-wrap text-text">{body}</p>
    </li>
  )
}

function CommentForm({ target, onClose }: { target: NoteTarget; onClose: () => void }) {
  const commenting = useMutation(commentOnFailure())
  return (
    <NoteForm
      words={commentWords}
      maxLength={COMMENT_LENGTH}
      saving={commenting}
      onSave={(body) => commenting.mutate({ target, body }, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
