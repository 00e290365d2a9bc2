import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { archivePipeline } from '#web/api/pipelines/pipelines.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { paths } from '#web/paths.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { deleteDialogWords } from '../words.ts'

/** Asks for the pipeline's name before deleting it, to prevent deleting the wrong one. */
export function DeleteDialog({
  pipeline,
  onClose,
}: {
  pipeline: { id: string; name: string }
  onClose: () => void
}) {
  const navigate = useNavigate()
  const toast = useToast()
  const [typedName, setTypedName] = useState('')
  const deleting = useMutation(archivePipeline())
  const { error } = deleting
  const unfinishedId = isProblem(error, 409) ? error.problem.executionId : undefined
  return (
    <ConfirmDialog
      title={deleteDialogWords.delete(pipeline.name)}
      confirmLabel={deleteDialogWords.deletePipeline}
      danger
      busy={deleting.isPending || deleting.isSuccess}
      error={error === null ? null : messageOf(error)}
      disabledReason={typedName.trim() === pipeline.name ? undefined : deleteDialogWords.typeName}
      onConfirm={() =>
        deleting.mutate(pipeline.id, {
          onSuccess: () => {
            toast.done(deleteDialogWords.deleted(pipeline.name))
            void navigate(paths.pipelines(), SAVED)
          },
        })
      }
      onClose={onClose}
    >
      <p>{deleteDialogWords.hint}</p>
      <Field
        label={
          <span className="font-normal text-text">
            {deleteDialogWords.type} <b>{pipeline.name}</b> {deleteDialogWords.toConfirm}
          </span>
        }
      >
        {(control) => (
          <Input
            {...control}
            value={typedName}
            autoComplete="off"
            spellCheck={false}
            // The dialog asks for nothing else.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            onChange={(event) => setTypedName(event.target.value)}
          />
        )}
      </Field>
      {unfinishedId !== undefined && (
        <Link to={paths.execution(unfinishedId)} className="font-medium text-accent underline">
          {deleteDialogWords.viewExecution}
        </Link>
      )}
    </ConfirmDialog>
  )
}
