import { DASHBOARD_SHARING, type DashboardSharing } from '@flx/shared/dashboards/dashboard'
import type { ComponentProps } from 'react'

import { Select } from '#web/ui/fields/field.tsx'

import { SHARING_WORDS } from '../words.ts'

/** Selects with whom a dashboard is shared. */
export function SharingSelect({
  value,
  onChange,
  ...rest
}: Omit<ComponentProps<typeof Select>, 'value' | 'onChange' | 'children'> & {
  value: DashboardSharing
  onChange: (sharing: DashboardSharing) => void
}) {
  return (
    <Select
      {...rest}
      value={value}
      onChange={(event) =>
        onChange(DASHBOARD_SHARING.find((option) => option === event.target.value) ?? 'private')
      }
    >
      {DASHBOARD_SHARING.map((option) => (
        <option key={option} value={option}>
          {SHARING_WORDS[option]}
        </option>
      ))}
    </Select>
  )
}
