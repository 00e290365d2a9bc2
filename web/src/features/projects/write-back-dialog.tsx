import type { WriteBackPreview } from '@flx/shared/projects/write-back'
import { useMutation, useQuery } from '@tanstack/react-query'

import { projects, writeProjectBack } from '#web/api/projects/projects.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { detailWords, writeBackWords } from './words.ts'

/** Writes edits made here to the files of the followed folder, after a review. */
export function WriteBackDialog({ onClose, onWritten }: { onClose: () => void; onWritten: () => void }) {
  const toast = useToast()
  const preview = useQuery(projects.writeBack())
  const writing = useMutation(writeProjectBack())
  const { data } = preview
  const { error } = writing
  const confirm = () => {
    if (data === undefined) return
    writing.mutate(
      { fingerprint: data.fingerprint },
      {
        onSuccess: ({ files }) => {
          toast.done(writeBackWords.done(files.length))
          onWritten()
        },
        onError: () => void preview.refetch(),
      },
    )
  }
  return (
    <ConfirmDialog
      title={writeBackWords.title}
      wide
      confirmLabel={writeBackWords.write}
      busy={writing.isPending}
      error={error === null ? null : messageOf(error)}
      disabledReason={
        loadReason(preview, writeBackWords) ??
        (data?.changes.length === 0 ? writeBackWords.nothing : undefined)
      }
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{writeBackWords.hint}</p>
      <QueryContent query={preview} errorTitle={writeBackWords.loadError} skeleton="h-40">
        {(loaded) => <Changes preview={loaded} />}
      </QueryContent>
    </ConfirmDialog>
  )
}

function Changes({ preview: { changes, unwritten } }: { preview: WriteBackPreview }) {
  return (
    <>
      {changes.length === 0 && <p>{writeBackWords.nothing}</p>}
      <ul aria-label={writeBackWords.changes} className="max-h-80 space-y-2 overflow-y-auto text-xs">
        {changes.map(({ key, path, place, before, after }) => (
          <li key={`${key} ${path}`} className="overflow-hidden rounded-md border border-line font-mono">
            <p className="bg-sunken px-2 py-1 text-text-soft">
              <Breakable text={`${detailWords.place(place)}: ${key}, ${path}`} />
            </p>
            {before !== null && (
              <del className="block bg-status-failed-soft px-2 py-0.5 no-underline">- {textOf(before)}</del>
            )}
            {after !== null && (
              <ins className="block bg-status-success-soft px-2 py-0.5 no-underline">+ {textOf(after)}</ins>
            )}
          </li>
        ))}
      </ul>
      {unwritten.length > 0 && (
        <>
          <p>{writeBackWords.unwritten}</p>
          <ul className="space-y-1 text-xs">
            {unwritten.map(({ key, path, reason }) => (
              <li key={`${key} ${path}`}>
                <code className="font-mono">
                  <Breakable text={`${key}, ${path}`} />
                </code>
                : {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
