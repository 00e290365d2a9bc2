import { CirclePause } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'

import { HoldDialog } from './hold-dialog.tsx'
import { holdButtonWords } from './words.ts'

/** A button that opens the hold dialog for a plugin, or with a choice of what to hold. */
export function HoldButton({ plugin }: { plugin?: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const operator = useRole('operator')
  return (
    <>
      <Button
        icon={CirclePause}
        disabledReason={operator.allowed ? undefined : operator.reason}
        onClick={() => setIsOpen(true)}
      >
        {holdButtonWords.hold}
      </Button>
      {isOpen && (
        <HoldDialog {...(plugin === undefined ? {} : { plugin })} onClose={() => setIsOpen(false)} />
      )}
    </>
  )
}
