import type { Dashboard, DashboardCreateInput } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { createDashboard } from '#web/api/dashboards.ts'
import { paths } from '#web/paths.ts'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { dashboardsWords as words } from './words.ts'

/** The body of a private copy. */
const copyOf = ({ name, widgets }: Pick<Dashboard, 'name' | 'widgets'>): DashboardCreateInput => ({
  name: words.copyOf(name).slice(0, 80),
  widgets,
})

/** Makes a private copy of a dashboard and opens it. */
export function useDuplicate(): { duplicate: (dashboard: Dashboard) => void; busy: boolean } {
  const toast = useToast()
  const navigate = useNavigate()
  const creating = useMutation(createDashboard())
  const duplicate = (dashboard: Dashboard) =>
    creating.mutate(copyOf(dashboard), {
      onSuccess: ({ id, name }) => {
        toast.done(words.duplicated(name))
        void navigate(paths.dashboard(id))
      },
      onError: (error) => toast.problem(messageOf(error)),
    })
  return { duplicate, busy: creating.isPending }
}
