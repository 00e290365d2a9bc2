import { type PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { MAX_CATALOG_CHARACTERS } from '@flx/shared/catalog/catalog-limits'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { changeCatalogUse } from '#web/api/pipelines/pipeline-catalog.ts'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { WORDS } from '../words.ts'

/** Uploads a catalogue. The server reports what is wrong with it. */
export function UploadDialog({
  pipelineId,
  catalogUse,
  onClose,
}: {
  pipelineId: string
  catalogUse: PipelineCatalog
  onClose: () => void
}) {
  const toast = useToast()
  const [file, setFile] = useState<File | null>(null)
  const [submitted, setSubmitted] = useState(false)
  const uploading = useMutation(changeCatalogUse(pipelineId))
  const tooLarge = file !== null && file.size > MAX_CATALOG_CHARACTERS
  const problem = tooLarge
    ? WORDS.upload.tooLarge
    : submitted && file === null
      ? WORDS.upload.choose
      : undefined
  const submit = async (): Promise<void> => {
    setSubmitted(true)
    if (file === null || tooLarge) return
    const catalog = await file.text()
    uploading.mutate(
      { kind: 'upload', revision: catalogUse.revision, catalog },
      {
        onSuccess: () => {
          onClose()
          toast.done(WORDS.upload.done)
        },
      },
    )
  }
  return (
    <FormDialog
      title={WORDS.upload.title}
      submitLabel={WORDS.upload.submit}
      pending={uploading.isPending}
      submitError={uploading.error?.message ?? null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className="text-text-soft">{WORDS.upload.intro}</p>
      <Field label={WORDS.upload.file} hint={WORDS.upload.hint} error={problem}>
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".json,application/json"
            className="h-auto! py-1.5"
            onChange={({ target: { files } }) => {
              uploading.reset()
              setFile(files?.[0] ?? null)
            }}
          />
        )}
      </Field>
    </FormDialog>
  )
}
