import type { Plugin } from '@flx/shared/plugins/plugin'
import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react'

import { Badge } from '#web/ui/status/badge.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { installWords, isBusy } from '../plugin-words.ts'

/** Shows whether a plugin can be used. */
export function InstallBadge({ plugin }: { plugin: Plugin }) {
  const words = installWords(plugin)
  if (isBusy(plugin)) {
    return (
      <Badge tone="accent">
        <Spinner className="size-3" />
        {words}
      </Badge>
    )
  }
  if (plugin.installStatus === 'failed') {
    return (
      <Badge tone="danger" {...(plugin.installError === null ? {} : { title: plugin.installError })}>
        <CircleAlert aria-hidden className="size-3" />
        {words}
      </Badge>
    )
  }
  if (plugin.installStatus === 'cancelled') {
    return (
      <Badge tone="caution" {...(plugin.installError === null ? {} : { title: plugin.installError })}>
        <CircleSlash aria-hidden className="size-3" />
        {words}
      </Badge>
    )
  }
  const Icon = plugin.installed ? CircleCheck : CircleDashed
  return (
    <Badge tone={plugin.installed ? 'neutral' : 'caution'}>
      <Icon aria-hidden className="size-3" />
      {words}
    </Badge>
  )
}
