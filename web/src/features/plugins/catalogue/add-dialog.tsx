import type { HubDefinition, HubEntry } from '@flx/shared/hub'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { hub } from '#web/api/hub.ts'
import { installPlugin, registerPlugin } from '#web/api/plugins.ts'
import { formatCount } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Chip } from '#web/ui/chip.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Chooses a variant, shows what would be registered, and adds it; with one more step it is installed. */
export function AddDialog({ entry, onClose }: { entry: HubEntry; onClose: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const [variant, setVariant] = useState(entry.defaultVariant)
  const { data: definition, error, isFetching, refetch } = useQuery(hub.definition(entry, variant))
  const registering = useMutation(registerPlugin())
  const installing = useMutation(installPlugin())
  const busy = registering.isPending || installing.isPending

  const add = async (install: boolean) => {
    if (definition === undefined) return
    // A failure is shown by the mutation's own state.
    const plugin = await registering.mutateAsync(definition.plugin).catch(() => null)
    if (plugin === null) return
    toast.done(`${plugin.name} was added.`)
    if (install) {
      await installing
        .mutateAsync(plugin.id)
        .catch((problem: unknown) => toast.problem(`The installation did not start. ${messageOf(problem)}`))
    }
    await navigate(paths.plugin(plugin.id))
  }
  const waiting = definition === undefined ? 'The definition is not here yet.' : undefined
  const installable = definition?.plugin.pipUrl !== null

  return (
    <Dialog
      title={`Add ${entry.name}`}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button busy={busy} disabledReason={waiting} onClick={() => void add(false)}>
            Add
          </Button>
          {installable && (
            <Button
              variant="primary"
              data-first-focus
              busy={busy}
              disabledReason={waiting}
              onClick={() => void add(true)}
            >
              Add and install
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-4">
        {registering.error !== null && <Notice tone="danger">{messageOf(registering.error)}</Notice>}
        <Field
          label="Variant"
          hint={
            entry.variants.length > 1
              ? 'Programs by different makers for the same source. It can be changed later.'
              : undefined
          }
        >
          {(control) => (
            <Select {...control} value={variant} onChange={(event) => setVariant(event.target.value)}>
              {entry.variants.map((name) => (
                <option key={name} value={name}>
                  {name === entry.defaultVariant ? `${name} (usual)` : name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {definition !== undefined ? (
          <Definition definition={definition} />
        ) : error === null ? (
          <Skeleton className="h-40" />
        ) : (
          <ErrorState
            title="The definition could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        )}
      </div>
    </Dialog>
  )
}

function Definition({ definition: { plugin, notes, source, problem } }: { definition: HubDefinition }) {
  const secrets = plugin.settingDefinitions.filter(
    ({ kind, sensitive }) => sensitive === true || kind === 'password',
  )
  return (
    <>
      {plugin.description !== '' && <p>{plugin.description}</p>}
      {notes.map((note) => (
        <Notice key={note} tone="caution">
          {note}
        </Notice>
      ))}
      {source === 'built-in' && problem !== null && (
        <p className="text-text-faint">From the built-in list, which knows the main settings only.</p>
      )}
      <KeyValue
        items={[
          {
            label: 'pip',
            value: <code className="font-mono text-xs break-all">{plugin.pipUrl ?? '—'}</code>,
          },
          ...(plugin.executable === null
            ? []
            : [
                {
                  label: 'Executable',
                  value: <code className="font-mono text-xs">{plugin.executable}</code>,
                },
              ]),
          {
            label: 'Settings',
            value: `${formatCount(plugin.settingDefinitions.length, 'setting')}${secrets.length === 0 ? '' : `, ${secrets.length} secret`}`,
          },
          {
            label: 'Capabilities',
            value:
              plugin.capabilities.length === 0 ? (
                '—'
              ) : (
                <span className="flex flex-wrap gap-1">
                  {plugin.capabilities.map((capability) => (
                    <Chip key={capability}>{capability}</Chip>
                  ))}
                </span>
              ),
          },
          ...(plugin.docs === ''
            ? []
            : [
                {
                  label: 'Documentation',
                  value: (
                    <a
                      href={plugin.docs}
                      target="_blank"
                      rel="noreferrer"
                      className="rounded-sm break-all text-accent hover:underline"
                    >
                      {plugin.docs.replace(/^https?:\/\//, '')}
                    </a>
                  ),
                },
              ]),
        ]}
      />
    </>
  )
}
