import type { DeliveryStatus } from '@flx/shared/alert'
import { CircleCheck, CircleX, ClockFading, type LucideIcon } from 'lucide-react'
import { deliveryStatusWords } from './words.ts'

const LOOKS: Record<DeliveryStatus, { word: string; icon: LucideIcon; text: string }> = {
  pending: { word: deliveryStatusWords.waiting, icon: ClockFading, text: 'text-text-soft' },
  sent: { word: deliveryStatusWords.sent, icon: CircleCheck, text: 'text-status-success' },
  failed: { word: deliveryStatusWords.failed, icon: CircleX, text: 'text-danger' },
}

/** The icon, word and colour of a delivery's status. */
export function DeliveryState({ status }: { status: DeliveryStatus }) {
  const { word, icon: Icon, text } = LOOKS[status]
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${text}`}>
      <Icon aria-hidden className="size-4" />
      {word}
    </span>
  )
}
