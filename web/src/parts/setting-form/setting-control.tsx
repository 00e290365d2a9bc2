import { isSecretMarker } from '@flx/shared/settings/secret'
import { clsx } from 'clsx'
import { useRef, type ReactNode } from 'react'
import { flushSync } from 'react-dom'

import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, type ControlProps } from '#web/ui/fields/field.tsx'

import { Replacement } from './replacement.tsx'
import { Description, plainText } from './description.tsx'
import { SecretControl } from './secret-control.tsx'
import type { SettingEdit, SettingField } from './setting-form.ts'
import { formatShort, textOf } from './setting-text.ts'
import { ValueControl } from './value-control.tsx'
import { settingControlWords } from './words.ts'

/** One setting: its label, description and value, and the value in effect while it is empty. */
export function SettingControl({
  path,
  field,
  edit,
  error,
  inheritedFrom,
  onEdit,
}: {
  path?: string
  field: SettingField
  edit: SettingEdit | undefined
  error: string | undefined
  inheritedFrom: string
  /** Undefined discards the edit: the stored value stays. */
  onEdit: (edit: SettingEdit | undefined) => void
}) {
  const container = useRef<HTMLDivElement>(null)
  const { label, name, required, editor, secret, stored, fallback } = field
  const ignoresInherited = edit === undefined ? stored === null : edit.kind === 'ignore'
  const isWide = editor === 'array' || editor === 'object'
  const text = edit === undefined ? textOf(stored, editor) : edit.kind === 'text' ? edit.text : ''
  const hasOwnValue = edit === undefined ? stored !== undefined : edit.kind === 'text' && edit.text !== ''

  /** Moves the focus to the replacement of the pressed button, which disappears with the change. */
  const keepingFocus = (change: () => void) => {
    flushSync(change)
    container.current?.querySelector<HTMLElement>('[data-refocus], input, select, textarea')?.focus()
  }

  /** Records typed text. Typing the stored value is not an edit. */
  const enter = (entered: string) => {
    const isComparable = stored !== undefined && stored !== null && !isSecretMarker(stored)
    if (isComparable && entered === textOf(stored, editor)) return onEdit(undefined)
    if (entered === '' && stored === undefined) return onEdit(undefined)
    onEdit({ kind: 'text', text: entered })
  }

  const control = (props: ControlProps): ReactNode => {
    if (ignoresInherited) {
      return (
        <Replacement text={settingControlWords.notUsed(inheritedFrom)}>
          <Button
            size="small"
            data-refocus
            aria-label={settingControlWords.inheritNamed(label)}
            onClick={() => keepingFocus(() => onEdit(stored === null ? { kind: 'unset' } : undefined))}
          >
            {settingControlWords.inherit}
          </Button>
        </Replacement>
      )
    }
    if (secret && editor !== 'array' && editor !== 'object') {
      return (
        <SecretControl control={props} field={field} edit={edit} text={text} onEdit={onEdit} onText={enter} />
      )
    }
    if (isSecretMarker(stored) && edit?.kind !== 'text') {
      return (
        <SecretControl control={props} field={field} edit={edit} text={text} onEdit={onEdit} onText={enter} />
      )
    }
    return <ValueControl control={props} field={field} text={text} onText={enter} />
  }

  return (
    <div ref={container} className={clsx('min-w-0', isWide && 'col-span-full')}>
      <Field
        {...(path !== undefined && { path })}
        label={
          <>
            {label}
            {label !== name && (
              <span className="ml-1.5 font-mono text-xs font-normal text-text-faint">{name}</span>
            )}
          </>
        }
        required={required}
        error={error}
        hint={<Hint field={field} own={hasOwnValue || ignoresInherited} inheritedFrom={inheritedFrom} />}
        aside={
          <span className="flex items-baseline gap-1">
            {isSecretMarker(stored) && edit?.kind === 'text' && isWide && (
              <button type="button" className={SMALL_ACTION} onClick={() => onEdit(undefined)}>
                {settingControlWords.keepStored}
              </button>
            )}
            {hasOwnValue && fallback?.from === 'inherited' && (
              <Badge tone="accent">{settingControlWords.overrides}</Badge>
            )}
            {fallback?.from === 'inherited' && !hasOwnValue && !ignoresInherited && !required && !secret && (
              <button
                type="button"
                className={SMALL_ACTION}
                aria-label={settingControlWords.ignoreNamed(label, inheritedFrom)}
                onClick={() => keepingFocus(() => onEdit({ kind: 'ignore' }))}
              >
                {settingControlWords.ignore(inheritedFrom)}
              </button>
            )}
          </span>
        }
      >
        {control}
      </Field>
    </div>
  )
}

const SMALL_ACTION = 'rounded-sm text-xs text-text-faint hover:text-text hover:underline'

function Hint({ field, own, inheritedFrom }: { field: SettingField; own: boolean; inheritedFrom: string }) {
  const { definition, fallback, editor } = field
  const description = plainText(definition.description ?? '')
  return (
    <>
      {description !== '' && <Description text={description} />}{' '}
      {editor === 'array' && !/\blist\b/i.test(description) && settingControlWords.list}
      {editor === 'object' && settingControlWords.object}
      {fallback?.from === 'inherited' && (
        <span>
          {settingControlWords.inheritedFrom(own, inheritedFrom)}
          {isSecretMarker(fallback.value) ? (
            settingControlWords.secret
          ) : (
            <code className="font-mono text-text-soft">{formatShort(fallback.value)}</code>
          )}
          .{' '}
        </span>
      )}
      {fallback?.from === 'default' && editor !== 'boolean' && editor !== 'options' && (
        <span>
          {settingControlWords.default}
          <code className="font-mono text-text-soft">{formatShort(fallback.value)}</code>.{' '}
        </span>
      )}
      {isLink(definition.documentation) && (
        <a
          href={definition.documentation}
          target="_blank"
          rel="noreferrer"
          className="underline hover:text-text"
        >
          {settingControlWords.documentation}
        </a>
      )}
    </>
  )
}

const isLink = (address: string | undefined): address is string =>
  address !== undefined && /^https?:\/\//.test(address)
