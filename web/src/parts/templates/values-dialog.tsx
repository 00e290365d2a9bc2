import type { PipelineTemplate } from '@flx/shared/templates/template-pipelines'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { changePipelineTemplate, templates } from '#web/api/templates/templates.ts'
import { Field } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { FieldSkeletons, messageOf } from '#web/ui/states.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { ValueInput } from './value-input.tsx'
import { valuesDialogWords as words } from './words.ts'

/** Changes a pipeline's parameter values, using the current version of its template. */
export function ValuesDialog({
  pipelineId,
  template,
  onClose,
}: {
  pipelineId: string
  template: PipelineTemplate
  onClose: () => void
}) {
  const toast = useToast()
  const query = useQuery(templates.detail(template.id))
  const changing = useMutation(changePipelineTemplate())
  /** The entered values. A secret that was not entered stays. */
  const [enteredValues, setEnteredValues] = useState<Record<string, string>>({})
  const storedValue = (name: string): string => {
    const value = template.values[name]
    return typeof value === 'string' ? value : ''
  }
  return (
    <FormDialog
      title={words.title(template.name)}
      submitLabel={words.save}
      pending={changing.isPending}
      disabledReason={loadReason(query, words)}
      submitError={changing.error === null ? null : messageOf(changing.error)}
      onSubmit={() =>
        changing.mutate(
          { id: pipelineId, body: { values: enteredValues, update: true } },
          {
            onSuccess: () => {
              toast.done(words.saved)
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <QueryContent
        query={query}
        errorTitle={words.loadError}
        skeleton={<FieldSkeletons count={Math.max(4, Object.keys(template.values).length)} />}
      >
        {({ parameters }) =>
          parameters.map((parameter) => {
            const { name, kind, help, required } = parameter
            const isKept = kind === 'secret' && template.values[name] !== undefined
            return (
              <Field
                key={name}
                label={name}
                hint={isKept ? words.secretHint : help === '' ? undefined : help}
                required={required && parameter.default === '' && !isKept}
              >
                {(control) => (
                  <ValueInput
                    {...control}
                    parameter={parameter}
                    value={enteredValues[name] ?? storedValue(name)}
                    onValue={(value) => {
                      const { [name]: _before, ...others } = enteredValues
                      setEnteredValues(
                        kind === 'secret' && value === '' ? others : { ...others, [name]: value },
                      )
                    }}
                  />
                )}
              </Field>
            )
          })
        }
      </QueryContent>
    </FormDialog>
  )
}
