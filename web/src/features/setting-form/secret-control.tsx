import { isSecretMarker } from '@flx/shared/secret'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Textarea, type ControlProps } from '#web/ui/field.tsx'
import { PasswordInput } from '#web/ui/password-input.tsx'

import { Replaced } from './replaced.tsx'
import type { SettingEdit, SettingField } from './setting-form.ts'

/** A secret: a stored one is never shown, only kept, replaced or removed. */
export function SecretControl({
  control,
  field,
  edit,
  text,
  onEdit,
  onText,
}: {
  control: ControlProps
  field: SettingField
  edit: SettingEdit | undefined
  text: string
  onEdit: (edit: SettingEdit | undefined) => void
  onText: (text: string) => void
}) {
  const stored = isSecretMarker(field.stored)
  const [manyLines, setManyLines] = useState(false)
  const name = field.label
  if (stored && edit === undefined) {
    return (
      <Replaced text="Stored, not shown">
        <Button
          size="small"
          aria-label={`Replace ${name}`}
          onClick={() => onEdit({ kind: 'text', text: '' })}
        >
          Replace
        </Button>
        <Button size="small" aria-label={`Remove ${name}`} onClick={() => onEdit({ kind: 'unset' })}>
          Remove
        </Button>
      </Replaced>
    )
  }
  if (stored && edit?.kind === 'unset') {
    return (
      <Replaced text="Removed when you save">
        <Button
          size="small"
          aria-label={`Keep ${name}`}
          // The button that had the focus is gone.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onClick={() => onEdit(undefined)}
        >
          Keep it
        </Button>
      </Replaced>
    )
  }
  return (
    <div className="flex items-start gap-1.5">
      <div className="min-w-0 grow">
        {manyLines || text.includes('\n') ? (
          <Textarea
            {...control}
            value={text}
            autoComplete="off"
            spellCheck={false}
            rows={5}
            className="font-mono text-xs"
            onChange={(event) => onText(event.target.value)}
          />
        ) : (
          <PasswordInput
            {...control}
            value={text}
            autoComplete="new-password"
            // Replace was pressed: go on typing.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={stored}
            placeholder={stored ? 'New value' : ''}
            onChange={(event) => onText(event.target.value)}
            onPaste={(event) => {
              // A one-line field drops the line breaks of a private key.
              const pasted = event.clipboardData.getData('text')
              if (!pasted.trim().includes('\n')) return
              event.preventDefault()
              setManyLines(true)
              onText(pasted)
            }}
          />
        )}
      </div>
      {stored && (
        <Button aria-label={`Keep the stored ${name}`} onClick={() => onEdit(undefined)}>
          Keep
        </Button>
      )}
    </div>
  )
}
