import { isFinished } from '@flx/shared/executions/execution-status'
import { useRef } from 'react'

import { useLive, useLiveMessages } from '#web/api/live/live.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

/** Ends that are remembered, so that a message that comes again says nothing: it comes soon, or never. */
const REMEMBERED = 500

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
    if (!isFinished(status) || announced.current.has(id)) return
    announced.current.add(id)
    // A set keeps the order of its insertions.
    const [oldest] = announced.current
    if (announced.current.size > REMEMBERED && oldest !== undefined) announced.current.delete(oldest)
    announce(`${pipelineName}: ${STATUS_LOOKS[status].word.toLowerCase()}`)
  })
  return null
}
