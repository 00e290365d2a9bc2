import { isSecretMarker } from '@flx/shared/settings/secret'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Textarea, type ControlProps } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'

import { Replacement } from './replacement.tsx'
import type { SettingEdit, SettingField } from './setting-form.ts'
import { secretControlWords } from './words.ts'

/** The control of a secret. A stored secret is never shown, only kept, replaced or removed. */
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
      <Replacement text={secretControlWords.stored}>
        <Button
          size="small"
          aria-label={secretControlWords.replaceNamed(name)}
          onClick={() => onEdit({ kind: 'text', text: '' })}
        >
          {secretControlWords.replace}
        </Button>
        <Button
          size="small"
          aria-label={secretControlWords.removeNamed(name)}
          onClick={() => onEdit({ kind: 'unset' })}
        >
          {secretControlWords.remove}
        </Button>
      </Replacement>
    )
  }
  if (stored && edit?.kind === 'unset') {
    return (
      <Replacement text={secretControlWords.removed}>
        <Button
          size="small"
          aria-label={secretControlWords.keepNamed(name)}
          // The button that had the focus is gone.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onClick={() => onEdit(undefined)}
        >
          {secretControlWords.keep}
        </Button>
      </Replacement>
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
            // Replace was pressed: continue typing.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={stored}
            placeholder={stored ? secretControlWords.newValue : ''}
            onChange={(event) => onText(event.target.value)}
            onPaste={(event) => {
              // A single-line field drops the line breaks of a private key.
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
        <Button aria-label={secretControlWords.keepStored(name)} onClick={() => onEdit(undefined)}>
          {secretControlWords.keep}
        </Button>
      )}
    </div>
  )
}
