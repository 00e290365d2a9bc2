import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { createDashboard } from '#web/api/dashboards.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { paths } from '#web/paths.ts'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { dashboardsWords as words, editorWords } from './words.ts'

type Content = Pick<Dashboard, 'name' | 'widgets'>

/**
 * Creates a private dashboard and opens it: a copy of another one, or edits that can no longer be saved where
 * they came from. A failure is a toast, unless `onProblem` shows it.
 */
export function useDuplicate(onProblem?: (message: string) => void): {
  duplicate: (dashboard: Content) => void
  saveNew: (dashboard: Content) => void
  busy: boolean
} {
  const toast = useToast()
  const navigate = useNavigate()
  const creating = useMutation(createDashboard())
  const create = ({ name, widgets }: Content, doneMessage: (name: string) => string) =>
    creating.mutate(
      { name, widgets },
      {
        onSuccess: ({ id, name: savedName }) => {
          toast.done(doneMessage(savedName))
          void navigate(paths.dashboard(id), SAVED)
        },
        onError: (error) => (onProblem ?? toast.problem)(messageOf(error)),
      },
    )
  return {
    duplicate: ({ name, widgets }) =>
      create({ name: words.copyOf(name).slice(0, 80), widgets }, words.duplicated),
    saveNew: (dashboard) => create(dashboard, editorWords.savedNew),
    busy: creating.isPending || creating.isSuccess,
  }
}
