import type { HubDefinition, HubEntry } from '@flx/shared/plugins/hub'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { hub } from '#web/api/plugins/hub.ts'
import { installPlugin, addPlugin } from '#web/api/plugins/plugins.ts'
import { paths } from '#web/paths.ts'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'
import { Button } from '#web/ui/button.tsx'
import { Chip } from '#web/ui/chips/chip.tsx'
import { CloseButton } from '#web/ui/overlays/close-button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { addDialogWords } from './words.ts'

/** Chooses a variant, shows the plugin and adds it, optionally with an installation. */
export function AddDialog({ entry, onClose }: { entry: HubEntry; onClose: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const [variant, setVariant] = useState(entry.defaultVariant)
  const [installs, setInstalls] = useState(false)
  const query = useQuery(hub.definition(entry, variant))
  const { data: definition } = query
  const adding = useMutation(addPlugin())
  const installing = useMutation(installPlugin())
  // Until the page of the plugin is there.
  const busy = adding.isPending || adding.isSuccess

  const add = async (install: boolean) => {
    if (definition === undefined) return
    setInstalls(install)
    // The mutation's own state shows a failure.
    const plugin = await adding.mutateAsync(definition.plugin).catch(() => null)
    if (plugin === null) return
    toast.done(addDialogWords.added(plugin.name))
    if (install) {
      await installing
        .mutateAsync(plugin.id)
        .catch((problem: unknown) => toast.problem(addDialogWords.notInstalled(messageOf(problem))))
    }
    await navigate(paths.plugin(plugin.id))
  }
  const waitReason = loadReason(query, addDialogWords)
  const isInstallable = definition?.plugin.pipUrl !== null

  return (
    <Dialog
      title={addDialogWords.add(entry.name)}
      wide
      busy={busy}
      onClose={onClose}
      footer={
        <>
          <CloseButton>{addDialogWords.cancel}</CloseButton>
          <Button
            busy={busy && !installs}
            disabledReason={waitReason ?? (busy ? addDialogWords.wait : undefined)}
            onClick={() => void add(false)}
          >
            {addDialogWords.addLabel}
          </Button>
          {isInstallable && (
            <Button
              variant="primary"
              data-first-focus
              busy={busy && installs}
              disabledReason={waitReason ?? (busy ? addDialogWords.wait : undefined)}
              onClick={() => void add(true)}
            >
              {addDialogWords.addAndInstall}
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-4">
        {adding.error !== null && <SubmitError message={messageOf(adding.error)} />}
        <Field
          label={addDialogWords.variant}
          hint={entry.variants.length > 1 ? addDialogWords.variantHint : undefined}
        >
          {(control) => (
            <Select {...control} value={variant} onChange={(event) => setVariant(event.target.value)}>
              {entry.variants.map((name) => (
                <option key={name} value={name}>
                  {name === entry.defaultVariant ? addDialogWords.usualVariant(name) : name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <QueryContent query={query} errorTitle={addDialogWords.loadError} skeleton="h-40">
          {(loaded) => <Definition definition={loaded} />}
        </QueryContent>
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
        <p className="text-text-faint">{addDialogWords.builtIn}</p>
      )}
      <KeyValue
        items={[
          {
            label: addDialogWords.pip,
            value: <code className="font-mono text-xs break-all">{plugin.pipUrl ?? '—'}</code>,
          },
          ...(plugin.executable === null
            ? []
            : [
                {
                  label: addDialogWords.executable,
                  value: <code className="font-mono text-xs">{plugin.executable}</code>,
                },
              ]),
          {
            label: addDialogWords.settings,
            value: addDialogWords.settingCount(plugin.settingDefinitions.length, secrets.length),
          },
          {
            label: addDialogWords.capabilities,
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
                  label: addDialogWords.documentation,
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
