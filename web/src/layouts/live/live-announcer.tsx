import { isFinished } from '@flx/shared/executions/execution-status'
import { useRef } from 'react'

import { useLive, useLiveMessages } from '#web/api/live/live.tsx'
import { remember } from '#web/lib/remember.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

/** Keeps every list fresh on every page, and announces finished executions to screen readers. */
export function LiveAnnouncer() {
  const { announce } = useToast()
  const announced = useRef(new Set<string>())
  useLive('pipelines')
  useLive('executions')
  useLive('plugins')
  useLiveMessages((message) => {
    if (message.type !== 'execution.changed') return
    const { id, status, pipelineName } = message.execution
    if (!isFinished(status) || !remember(announced.current, id)) return
    announce(`${pipelineName}: ${STATUS_LOOKS[status].word.toLowerCase()}`)
  })
  return null
}
