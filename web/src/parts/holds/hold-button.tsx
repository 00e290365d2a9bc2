import { CirclePause } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'

import { HoldDialog } from './hold-dialog.tsx'
import { holdButtonWords } from './words.ts'

/** A button that opens the hold dialog for a plugin, or with a choice of what to hold. */
export function HoldButton({ plugin }: { plugin?: string }) {
  const [asking, setAsking] = useState(false)
  const operator = useRole('operator')
  return (
    <>
      <Button
        icon={CirclePause}
        disabledReason={operator.allowed ? undefined : operator.reason}
        onClick={() => setAsking(true)}
      >
        {holdButtonWords.hold}
      </Button>
      {asking && (
        <HoldDialog {...(plugin === undefined ? {} : { plugin })} onClose={() => setAsking(false)} />
      )}
    </>
  )
}
