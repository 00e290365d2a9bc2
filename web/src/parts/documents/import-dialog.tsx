import type { DescribedKind, PipelineImportReport } from '@flx/shared/pipelines/pipeline-document'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { importPipelines } from '#web/api/pipelines/pipeline-document.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input, Textarea } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { ImportReport } from './import-report.tsx'
import { importDialogWords } from './words.ts'

/**
 * Imports a document that is pasted or chosen. It is checked first, and only what the check has shown is
 * imported.
 */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { mutate, isPending, error, reset } = useMutation(importPipelines())
  const toast = useToast()
  const [yaml, setYaml] = useState('')
  const [report, setReport] = useState<PipelineImportReport | null>(null)
  const changeCounts = report?.dryRun === true ? countChanges(report) : { template: 0, pipeline: 0 }
  const count = changeCounts.template + changeCounts.pipeline
  const replaceText = (text: string) => {
    setYaml(text)
    setReport(null)
    reset()
  }
  const confirm = () =>
    mutate(
      { yaml, dryRun: report === null },
      {
        onSuccess: (answer) => {
          setReport(answer)
          if (answer.dryRun || answer.counts.error > 0) return
          toast.done(importDialogWords.imported(countChanges(answer)))
          onClose()
        },
      },
    )
  return (
    <ConfirmDialog
      title={importDialogWords.importDocument}
      wide
      confirmLabel={report === null ? importDialogWords.check : importDialogWords.import(changeCounts)}
      {...(report?.dryRun === false ? { cancelLabel: importDialogWords.close } : {})}
      busy={isPending}
      error={error === null ? null : problemText(error)}
      disabledReason={disabledReason(yaml, report, count)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        {importDialogWords.hint} <code>$secret: true</code> {importDialogWords.secretsHint}
      </p>
      <Field label={importDialogWords.file}>
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".yaml,.yml,application/yaml"
            className="h-auto! py-1 file:mr-2 file:border-0 file:bg-transparent file:p-0 file:font-medium file:text-accent"
            onChange={(event) => void event.target.files?.[0]?.text().then(replaceText)}
          />
        )}
      </Field>
      <Field label={importDialogWords.document}>
        {(control) => (
          <Textarea
            {...control}
            rows={report === null ? 12 : 4}
            spellCheck={false}
            className="font-mono text-xs"
            placeholder={importDialogWords.documentExample}
            value={yaml}
            onChange={(event) => replaceText(event.target.value)}
          />
        )}
      </Field>
      {report !== null && <ImportReport report={report} />}
    </ConfirmDialog>
  )
}

/** Counts how many objects of each kind are created or changed. */
function countChanges({ items }: PipelineImportReport): Record<DescribedKind, number> {
  const count = (kind: DescribedKind) =>
    items.filter((item) => item.kind === kind && (item.outcome === 'create' || item.outcome === 'update'))
      .length
  return { template: count('template'), pipeline: count('pipeline') }
}

function disabledReason(yaml: string, report: PipelineImportReport | null, count: number) {
  if (yaml.trim() === '') return importDialogWords.chooseFirst
  if (report === null) return undefined
  if (!report.dryRun) return importDialogWords.alreadyImported
  return count === 0 ? importDialogWords.nothingToDo : undefined
}

/** Returns the problems of an unreadable document, one sentence per problem. */
function problemText(error: unknown): string {
  const details = isProblem(error) ? error.fields : []
  return details.length < 2 ? messageOf(error) : details.map(({ message }) => message).join(' ')
}
