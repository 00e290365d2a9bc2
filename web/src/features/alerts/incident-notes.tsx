import type { AlertIncident } from '@flx/shared/alert'
import { MessageSquare } from 'lucide-react'
import { useState } from 'react'

import { Acknowledged } from '#web/parts/failure-notes/acknowledged.tsx'
import { FailureNotes } from '#web/parts/failure-notes/failure-notes.tsx'
import { formatNumber } from '#web/lib/format.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { incidentNotesWords } from './words.ts'

/** The acknowledgement of an incident, with a dialog to acknowledge and comment on it. */
export function IncidentNotes({ incident }: { incident: AlertIncident }) {
  const [open, setOpen] = useState(false)
  const { acknowledgement, comments, pipelineName, executionId, id, message } = incident
  return (
    <span className="flex flex-wrap items-center gap-2">
      {acknowledgement === null ? (
        <Button
          size="small"
          aria-label={incidentNotesWords.acknowledgePipeline(pipelineName)}
          onClick={() => setOpen(true)}
        >
          {incidentNotesWords.acknowledge}
        </Button>
      ) : (
        <Acknowledged {...acknowledgement} className="text-text-soft" />
      )}
      {(comments > 0 || acknowledgement !== null) && (
        <button
          type="button"
          aria-label={incidentNotesWords.on(comments, pipelineName)}
          title={incidentNotesWords.comments(comments)}
          className={buttonClass({ variant: 'quiet', size: 'small', className: 'px-1.5!' })}
          onClick={() => setOpen(true)}
        >
          <MessageSquare aria-hidden className="size-4" />
          {formatNumber(comments)}
        </button>
      )}
      {open && (
        <Dialog
          title={pipelineName}
          onClose={() => setOpen(false)}
          footer={<Button onClick={() => setOpen(false)}>{incidentNotesWords.done}</Button>}
        >
          <p className="mb-3 wrap-anywhere">{message}</p>
          <FailureNotes
            target={executionId === null ? { kind: 'incident', id } : { kind: 'execution', id: executionId }}
          />
        </Dialog>
      )}
    </span>
  )
}
