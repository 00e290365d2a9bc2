import { isFinished } from '@flx/shared/execution-status'
import { useRef } from 'react'

import { useLive, useLiveMessages } from '#web/api/live.tsx'
import { STATUS_LOOKS } from '#web/ui/status-badge.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Keeps every list fresh on every page, and tells screen readers which executions finished. */
export function LiveAnnouncer() {
  const { announce } = useToast()
  const told = useRef(new Set<string>())
  useLive('pipelines')
  useLive('executions')
  useLive('plugins')
  useLiveMessages((message) => {
    if (message.type !== 'execution.changed') return
    const { id, status, pipelineName } = message.execution
    if (!isFinished(status) || told.current.has(id)) return
    told.current.add(id)
    announce(`${pipelineName}: ${STATUS_LOOKS[status].word.toLowerCase()}`)
  })
  return null
}
