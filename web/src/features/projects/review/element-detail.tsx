import type { AuditChange } from '@flx/shared/access/audit'
import type { Json } from '@flx/shared/json/json'
import type { ProjectElement } from '@flx/shared/projects/project-import'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { willChange, type Choices } from './chosen-elements.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { detailWords } from '../words.ts'

/** The details of an element: where it is in the project, and what it would change here. */
export function ElementDetail({
  element,
  choices: { skip, overwrite },
  onSkip,
  onOverwrite,
  onStep,
}: {
  element: ProjectElement
  choices: Choices
  onSkip: () => void
  onOverwrite: () => void
  onStep: (by: 1 | -1) => void
}) {
  const { name, place, outcome, changes, localEdits, conflict, reasons, detail, target } = element
  return (
    <section
      aria-label={detailWords.label}
      className="overflow-hidden rounded-lg border border-line bg-surface shadow-low"
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
        <h2 className="min-w-0 font-mono text-sm font-semibold">
          <Breakable text={name} />
        </h2>
        <OutcomeMark outcome={outcome} />
        <div className="ml-auto flex items-center gap-1">
          {willChange(element) && (
            <Button size="small" onClick={onSkip}>
              {skip.has(element.key) ? detailWords.include : detailWords.skip}
            </Button>
          )}
          {target !== null && target.id !== null && (
            <Link
              to={target.type === 'pipeline' ? paths.pipeline(target.id) : paths.plugin(target.id)}
              className={buttonClass({ size: 'small' })}
            >
              {detailWords.open}
            </Link>
          )}
          <IconButton label={detailWords.previous} icon={ChevronUp} size="small" onClick={() => onStep(-1)} />
          <IconButton label={detailWords.next} icon={ChevronDown} size="small" onClick={() => onStep(1)} />
        </div>
        <p className="w-full text-xs text-text-faint">
          {detailWords.place(place)}
          {detail !== '' && ` · ${detail}`}
        </p>
      </div>
      {changes.length > 0 && <Changes changes={changes} isNew={outcome === 'create'} />}
      {localEdits.length > 0 && (
        <div className="border-t border-line">
          <Notice tone="caution" className="m-3">
            {conflict ? detailWords.conflict : detailWords.editedHere}
          </Notice>
          <Changes changes={localEdits} isNew={false} />
          <Checkbox
            className="px-4 py-2"
            label={detailWords.overwrite}
            checked={overwrite.has(element.key)}
            onChange={onOverwrite}
          />
        </div>
      )}
      {changes.length === 0 && localEdits.length === 0 && reasons.length === 0 && (
        <p className="px-4 py-3 text-sm text-text-soft">{detailWords.nothing}</p>
      )}
      {reasons.length > 0 && (
        <Notice tone={outcome === 'error' ? 'danger' : 'info'} className="rounded-none!">
          {reasons.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </Notice>
      )}
    </section>
  )
}

function Changes({ changes, isNew }: { changes: readonly AuditChange[]; isNew: boolean }) {
  return (
    <table className="w-full table-fixed text-xs">
      <thead className="bg-sunken text-left text-text-soft">
        <tr>
          <th className="w-2/5 px-4 py-1.5 font-medium">{detailWords.setting}</th>
          {!isNew && <th className="px-2 py-1.5 font-medium">{detailWords.now}</th>}
          <th className="px-2 py-1.5 font-medium">{detailWords.after}</th>
        </tr>
      </thead>
      <tbody className="font-mono">
        {changes.map((change) => (
          <tr key={change.path} className="border-t border-line align-top">
            <th scope="row" className="px-4 py-1 text-left font-normal text-text-soft">
              <Breakable text={change.path} />
            </th>
            {!isNew && (
              <td className="bg-status-failed-soft px-2 py-1 [overflow-wrap:anywhere]">
                {valueText(change, change.before)}
              </td>
            )}
            <td className="bg-status-success-soft px-2 py-1 [overflow-wrap:anywhere]">
              {valueText(change, change.after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function valueText({ path, secret }: AuditChange, value: Json | undefined): string {
  if (secret === true || isSecretMarker(value)) return detailWords.secret
  if (value === undefined || value === null || value === '') return detailWords.unset
  if (Array.isArray(value) && path === 'settingDefinitions') return detailWords.definitions(value.length)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
