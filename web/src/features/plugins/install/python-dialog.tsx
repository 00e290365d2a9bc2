import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { applyRemedy, plugins } from '#web/api/plugins/plugins.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { pythonDialogWords } from './words.ts'

/** Chooses one of the Python versions on the server's machine, suitable ones first, and installs with it. */
export function PythonDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const query = useQuery(plugins.pythons(plugin))
  const applying = useMutation(applyRemedy())
  const [chosen, setChosen] = useState<string | null>(null)
  const pythons = query.data?.pythons ?? []
  const suitable = pythons.filter(({ fits }) => fits)
  const python = chosen ?? suitable[0]?.command
  return (
    <ConfirmDialog
      title={pythonDialogWords.title(plugin.name)}
      confirmLabel={pythonDialogWords.install}
      busy={applying.isPending}
      error={applying.error === null ? null : messageOf(applying.error)}
      disabledReason={
        loadReason(query, pythonDialogWords) ??
        (python === undefined ? pythonDialogWords.chooseFirst : undefined)
      }
      onConfirm={() =>
        python !== undefined &&
        applying.mutate({ id: plugin.id, revision: plugin.revision, python }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <QueryContent query={query} errorTitle={pythonDialogWords.loadError} skeleton="h-14">
        {() => suitable.length === 0 && <p>{pythonDialogWords.noneFits}</p>}
      </QueryContent>
      {pythons.length > 0 && (
        <Field label={pythonDialogWords.python}>
          {(control) => (
            <Select {...control} value={python ?? ''} onChange={(event) => setChosen(event.target.value)}>
              {python === undefined && <option value="">{pythonDialogWords.chooseFirst}</option>}
              {[...suitable, ...pythons.filter(({ fits }) => !fits)].map(({ command, version, fits }) => (
                <option key={command} value={command}>
                  {pythonDialogWords.option(version, command, fits)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </ConfirmDialog>
  )
}
