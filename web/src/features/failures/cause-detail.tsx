import type { FailureCause } from '@flx/shared/failures/failure-cause'

import { FailureNotes } from '#web/parts/failure-notes/failure-notes.tsx'

import { CauseActions } from './cause-actions.tsx'
import { LikelyTriggers } from './likely-triggers.tsx'
import { CausePipelines } from './cause-pipelines.tsx'
import { causeDetailWords as words } from './words.ts'

/** The details of a cause: its message, possible actions, and the pipelines it affects. */
export function CauseDetail({ cause, onAct }: { cause: FailureCause; onAct: () => void }) {
  return (
    <div className="space-y-3">
      <CauseActions cause={cause} onAct={onAct} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="min-w-0 space-y-3">
          <figure className="rounded-lg border border-line bg-surface px-3.5 py-3 shadow-low">
            <figcaption className="text-xs text-text-faint">{words.quoted}</figcaption>
            <blockquote className="mt-1 font-mono text-xs/5 wrap-anywhere">{cause.lastMessage}</blockquote>
          </figure>
          <CausePipelines id={cause.id} affected={cause.affected} />
        </div>
        {/* Its room stays if the content is shorter than its placeholder. */}
        <div className="min-w-0 space-y-3 xl:min-h-72">
          <LikelyTriggers cause={cause} />
          <section
            aria-label={words.notes}
            className="rounded-lg border border-line bg-surface px-3.5 py-3 shadow-low"
          >
            <FailureNotes
              target={{ kind: 'cause', id: cause.id }}
              comments={cause.comments}
              hasAcknowledgeButton={false}
            />
          </section>
        </div>
      </div>
    </div>
  )
}
