import type { FailureComment } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { MessageSquarePlus, UserRoundCheck } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'

import {
  acknowledgeFailure,
  commentOnFailure,
  failureNotes,
  withdrawAcknowledgement,
  type NoteTarget,
} from '#web/api/failure-notes.ts'
import { useRole } from '#web/api/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/field.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { Acknowledged } from './acknowledged.tsx'

/** Who looks after a failure and what was written about it, with the buttons to do both. */
export function FailureNotes({ target }: { target: NoteTarget }) {
  const { data: notes, error, isFetching, refetch } = useQuery(failureNotes.of(target))
  const [writing, setWriting] = useState(false)
  const operator = useRole('operator')
  const reason = operator.allowed ? undefined : operator.reason
  if (notes === undefined) {
    return error === null ? (
      <Skeleton className="h-8 w-72" />
    ) : (
      <ErrorState
        title="The notes could not be loaded"
        error={error}
        retrying={isFetching}
        onRetry={() => void refetch()}
      />
    )
  }
  const { acknowledgement, comments } = notes
  return (
    <div className="space-y-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        {acknowledgement === null ? (
          <span className="text-text-soft">Nobody has acknowledged it yet.</span>
        ) : (
          <Acknowledged lead="Acknowledged by " {...acknowledgement} />
        )}
        <span className="flex flex-wrap gap-2">
          {!writing && (
            <Button
              size="small"
              icon={MessageSquarePlus}
              disabledReason={reason}
              onClick={() => setWriting(true)}
            >
              Comment
            </Button>
          )}
          <AcknowledgeButton target={target} done={acknowledgement !== null} disabledReason={reason} />
        </span>
      </div>
      {comments.length > 0 && (
        <ol aria-label="Comments" className="space-y-2">
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
  done,
  disabledReason,
}: {
  target: NoteTarget
  done: boolean
  disabledReason: string | undefined
}) {
  const toast = useToast()
  const acknowledging = useMutation(acknowledgeFailure())
  const withdrawing = useMutation(withdrawAcknowledgement())
  const onError = (error: unknown) => toast.problem(messageOf(error))
  return done ? (
    <Button
      size="small"
      busy={withdrawing.isPending}
      disabledReason={disabledReason}
      onClick={() => withdrawing.mutate({ target }, { onError })}
    >
      Withdraw
    </Button>
  ) : (
    <Button
      size="small"
      icon={UserRoundCheck}
      busy={acknowledging.isPending}
      disabledReason={disabledReason}
      onClick={() => acknowledging.mutate({ target }, { onError })}
    >
      Acknowledge
    </Button>
  )
}

function Comment({ comment: { body, by, at } }: { comment: FailureComment }) {
  return (
    <li className="rounded-md border border-line bg-surface px-3 py-2">
      <p className="text-xs text-text-faint">
        <span className="font-medium text-text-soft">{by}</span> · <RelativeTime at={at} />
      </p>
      <p className="mt-0.5 break-words whitespace-pre-wrap text-text">{body}</p>
    </li>
  )
}

function CommentForm({ target, onClose }: { target: NoteTarget; onClose: () => void }) {
  const [body, setBody] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  const commenting = useMutation(commentOnFailure())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!commenting.isPending) commenting.mutate({ target, body }, { onSuccess: onClose })
  }
  return (
    <form noValidate onSubmit={submit} className="space-y-2">
      <Field
        label="Comment"
        error={commenting.error === null ? undefined : messageOf(commenting.error)}
        hint="What is known, what was done, who is asked."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            ref={box}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={onClose}>
          Close
        </Button>
        <Button size="small" type="submit" variant="primary" busy={commenting.isPending}>
          Add comment
        </Button>
      </div>
    </form>
  )
}
