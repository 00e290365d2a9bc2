import type { HubEntry } from '@flx/shared/plugins/hub'
import { CircleCheck, Plus } from 'lucide-react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'

import { TYPE_WORDS } from '../plugin-words.ts'
import { entryCardWords } from './words.ts'

/** One plugin name of the catalogue. */
export function EntryCard({ entry, onChoose }: { entry: HubEntry; onChoose: () => void }) {
  const editor = useRole('editor')
  const { name, label, registered, variants, defaultVariant } = entry
  return (
    <li className="min-w-0">
      <Card className="flex h-full items-start gap-3 p-3">
        <span
          aria-hidden
          className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-base font-semibold text-text-faint"
        >
          {initialOf(entry)}
        </span>
        <div className="min-w-0 grow">
          <h3 className="font-mono text-sm font-medium">
            <Breakable text={name} />
          </h3>
          <p className="truncate text-sm text-text-soft">
            {label === '' ? kindOf(entry) : `${label}, ${kindOf(entry).toLowerCase()}`}
          </p>
          <p className="mt-0.5 truncate text-xs text-text-faint" title={variants.join(', ')}>
            {defaultVariant}
            {variants.length > 1 && entryCardWords.otherVariants(variants.length - 1)}
          </p>
        </div>
        {registered === null ? (
          <Button
            size="small"
            icon={Plus}
            aria-label={entryCardWords.add(name)}
            disabledReason={editor.allowed ? undefined : editor.reason}
            onClick={onChoose}
          >
            {entryCardWords.addLabel}
          </Button>
        ) : (
          <Link
            to={paths.plugin(registered.id)}
            aria-label={entryCardWords.nameRegistered(name)}
            className="touch inline-flex h-7 shrink-0 items-center gap-1 rounded-sm text-xs text-text-soft hover:text-text hover:underline"
          >
            <CircleCheck aria-hidden className="size-3.5 text-accent" />
            {registered.variant === '' || registered.variant === defaultVariant
              ? entryCardWords.added
              : entryCardWords.addedAs(registered.variant)}
          </Link>
        )}
      </Card>
    </li>
  )
}

const MODES = { 'in-flight': entryCardWords.mapper, 'post-load': entryCardWords.transform } as const

const kindOf = ({ type, mode }: HubEntry): string => (mode === null ? TYPE_WORDS[type] : MODES[mode])

/** Returns the letter shown in place of a logo, which would have to be loaded from another host. */
const initialOf = ({ name, label }: HubEntry): string =>
  (label === '' ? name.replace(/^(tap|target|dbt)-/, '') : label).charAt(0).toUpperCase()
