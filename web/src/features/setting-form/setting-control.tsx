import { isSecretMarker } from '@flx/shared/secret'
import type { ReactNode } from 'react'

import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, type ControlProps } from '#web/ui/field.tsx'

import { Replaced } from './replaced.tsx'
import { Description, plainText } from './description.tsx'
import { SecretControl } from './secret-control.tsx'
import type { SettingEdit, SettingField } from './setting-form.ts'
import { briefly, textOf } from './setting-text.ts'
import { ValueControl } from './value-control.tsx'

/** One setting: label, what it is for, its value, and what holds while it is empty. */
export function SettingControl({
  field,
  edit,
  error,
  inheritedFrom,
  onEdit,
}: {
  field: SettingField
  edit: SettingEdit | undefined
  error: string | undefined
  inheritedFrom: string
  /** Undefined takes the edit back: the stored value stays. */
  onEdit: (edit: SettingEdit | undefined) => void
}) {
  const { label, name, required, editor, secret, stored, fallback } = field
  const nothing = edit === undefined ? stored === null : edit.kind === 'nothing'
  const wide = editor === 'array' || editor === 'object'
  const text = edit === undefined ? textOf(stored, editor) : edit.kind === 'text' ? edit.text : ''
  const own = edit === undefined ? stored !== undefined : edit.kind === 'text' && edit.text !== ''

  /** Typing back what is stored is no edit. */
  const enter = (entered: string) => {
    const same = stored !== undefined && stored !== null && !isSecretMarker(stored)
    if (same && entered === textOf(stored, editor)) return onEdit(undefined)
    if (entered === '' && stored === undefined) return onEdit(undefined)
    onEdit({ kind: 'text', text: entered })
  }

  const control = (props: ControlProps): ReactNode => {
    if (nothing) {
      return (
        <Replaced text={`No value here; the one of ${inheritedFrom} is not used.`}>
          <Button
            size="small"
            aria-label={`Use the inherited value of ${label}`}
            onClick={() => onEdit(stored === null ? { kind: 'unset' } : undefined)}
          >
            Use it again
          </Button>
        </Replaced>
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
    <Field
      className={wide ? 'col-span-full' : ''}
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
      hint={<Hint field={field} own={own || nothing} inheritedFrom={inheritedFrom} />}
      aside={
        <span className="flex items-baseline gap-1">
          {isSecretMarker(stored) && edit?.kind === 'text' && wide && (
            <button type="button" className={SMALL_ACTION} onClick={() => onEdit(undefined)}>
              Keep the stored one
            </button>
          )}
          {own && fallback?.from === 'inherited' && <Badge tone="accent">overrides</Badge>}
          {fallback?.from === 'inherited' && !own && !nothing && !required && !secret && (
            <button type="button" className={SMALL_ACTION} onClick={() => onEdit({ kind: 'nothing' })}>
              Leave out
            </button>
          )}
        </span>
      }
    >
      {control}
    </Field>
  )
}

const SMALL_ACTION = 'rounded-sm text-xs text-text-faint hover:text-text hover:underline'

function Hint({ field, own, inheritedFrom }: { field: SettingField; own: boolean; inheritedFrom: string }) {
  const { definition, fallback, editor } = field
  const description = plainText(definition.description ?? '')
  return (
    <>
      {description !== '' && <Description text={description} />} {editor === 'array' && 'A list in JSON. '}
      {editor === 'object' && 'An object in JSON. '}
      {fallback?.from === 'inherited' && (
        <span>
          {own ? 'Otherwise' : 'Now'} from {inheritedFrom}:{' '}
          {isSecretMarker(fallback.value) ? (
            'a stored secret'
          ) : (
            <code className="font-mono text-text-soft">{briefly(fallback.value)}</code>
          )}
          .{' '}
        </span>
      )}
      {fallback?.from === 'default' && editor !== 'boolean' && editor !== 'options' && (
        <span>
          Default: <code className="font-mono text-text-soft">{briefly(fallback.value)}</code>.{' '}
        </span>
      )}
      {isLink(definition.documentation) && (
        <a
          href={definition.documentation}
          target="_blank"
          rel="noreferrer"
          className="underline hover:text-text"
        >
          Documentation
        </a>
      )}
    </>
  )
}

const isLink = (address: string | undefined): address is string =>
  address !== undefined && /^https?:\/\//.test(address)
