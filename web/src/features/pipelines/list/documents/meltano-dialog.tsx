import type { MeltanoExport } from '@flx/shared/projects/meltano-export'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'

import { exportToMeltano, type ExportChoice } from '#web/api/projects/meltano.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { ConfirmDialog, Dialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { meltanoDialogWords as words } from '../words.ts'

/** Asks for the environment, then shows the files of the project and what they cannot express. */
export default function MeltanoDialog({ choice, onClose }: { choice: ExportChoice; onClose: () => void }) {
  const [environment, setEnvironment] = useState('prod')
  const { mutate, data, isPending, error } = useMutation(exportToMeltano())
  if (data !== undefined) return <Files project={data} onClose={onClose} />
  return (
    <ConfirmDialog
      title={words.title}
      confirmLabel={words.export}
      busy={isPending}
      error={error === null ? null : messageOf(error)}
      disabledReason={environment.trim() === '' ? words.enterEnvironment : undefined}
      onConfirm={() => mutate({ choice, environment: environment.trim() })}
      onClose={onClose}
    >
      <p>{words.hint}</p>
      <Field label={words.environment} hint={words.environmentHint}>
        {(control) => (
          <Input {...control} value={environment} onChange={(event) => setEnvironment(event.target.value)} />
        )}
      </Field>
    </ConfirmDialog>
  )
}

function Files({ project, onClose }: { project: MeltanoExport; onClose: () => void }) {
  return (
    <Dialog
      title={words.title}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{words.close}</Button>}
    >
      <div className="space-y-4">
        {project.notes.length > 0 && (
          <section aria-labelledby="export-notes">
            <h3 id="export-notes" className="font-medium text-text">
              {words.notes}
            </h3>
            <ul className="mt-1 max-h-48 list-disc space-y-1 overflow-auto pl-5">
              {project.notes.map(({ about, message }) => (
                <li key={`${about} ${message}`}>
                  <span className="font-medium text-text">{about}</span>: {message}
                </li>
              ))}
            </ul>
          </section>
        )}
        {project.files.map(({ path, text }) => (
          <section key={path} aria-label={path} className="space-y-1.5">
            <div className="flex items-center justify-between gap-2">
              <h3 className="font-mono text-text">{path}</h3>
              <Button size="small" icon={Download} onClick={() => saveFile(path, text)}>
                {words.save(path)}
              </Button>
            </div>
            <CodeBlock label={words.contentOf(path)} text={text} />
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  // Browsers remove a leading dot from a file name.
  link.download = name.replace(/^\./, '')
  link.click()
  URL.revokeObjectURL(url)
}
