import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { findStates } from '#web/api/projects/meltano.ts'
import { useRole } from '#web/api/access/session.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { backendOf, EMPTY_DRAFT } from './backend-draft.ts'
import { BackendForm } from './backend-form.tsx'
import { StatesTable } from './states-table.tsx'
import { meltanoStateWords } from './words.ts'

/** Imports the state that a Meltano keeps, and writes it back. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title={meltanoStateWords.title}>
      {admin.allowed ? <MeltanoState /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function MeltanoState() {
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [environment, setEnvironment] = useState('dev')
  // The form can change after the search. Transfers use the backend that was searched.
  const { mutate, data, variables, isPending, error } = useMutation(findStates())
  const search = () =>
    mutate({ backend: backendOf(draft), environment: environment.trim() === '' ? null : environment.trim() })
  return (
    <div className="space-y-3">
      <p className="max-w-3xl text-sm text-text-soft">{meltanoStateWords.intro}</p>
      <Card className="p-4">
        <BackendForm
          draft={draft}
          environment={environment}
          busy={isPending}
          error={error}
          onChange={setDraft}
          onEnvironment={setEnvironment}
          onSearch={search}
        />
      </Card>
      {data !== undefined && variables !== undefined && (
        <Card className="p-4">
          <StatesTable backend={variables.backend} found={data} onDone={() => mutate(variables)} />
        </Card>
      )}
    </div>
  )
}
