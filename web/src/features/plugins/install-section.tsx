import type { InstallLine, Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { Download, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { installPlugin, uninstallPlugin } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { formatTime } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { useInstallOutput } from './install-output.ts'
import { isBusy } from './plugin-words.ts'

/** Installs the plugin into an environment of its own, and shows what the installer says while it does. */
export function InstallSection({ plugin }: { plugin: Plugin }) {
  const toast = useToast()
  const editor = useRole('editor')
  const output = useInstallOutput(plugin.id, editor.allowed)
  const [asking, setAsking] = useState(false)
  const onError = (error: unknown) => toast.problem(messageOf(error))
  const installing = useMutation({ ...installPlugin(), onError })
  const uninstalling = useMutation(uninstallPlugin())
  const busy = isBusy(plugin)
  const reason = editor.allowed ? undefined : editor.reason
  const source = plugin.pipUrl === null && plugin.inheritFrom === null ? 'Give a pip URL first.' : undefined

  return (
    <Section
      title="Installation"
      aside={
        <div className="flex flex-wrap gap-2">
          {plugin.installed && (
            <Button
              size="small"
              icon={Trash2}
              disabledReason={reason ?? (busy ? 'Wait until it is done.' : undefined)}
              onClick={() => setAsking(true)}
            >
              Uninstall
            </Button>
          )}
          <Button
            size="small"
            variant={plugin.installed ? 'secondary' : 'primary'}
            icon={Download}
            busy={busy || installing.isPending}
            disabledReason={reason ?? source}
            onClick={() => {
              installing.mutate(plugin.id, { onSuccess: output.restart })
            }}
          >
            {plugin.installStatus === 'uninstalling'
              ? 'Uninstalling…'
              : busy
                ? 'Installing…'
                : plugin.installed
                  ? 'Install again'
                  : 'Install'}
          </Button>
        </div>
      }
    >
      <p className="text-sm text-text-soft">
        {plugin.pipUrl === null ? (
          'It has no pip URL.'
        ) : (
          <>
            <code className="font-mono text-xs">{plugin.pipUrl}</code> in a Python environment of its own.
          </>
        )}
      </p>
      {output.failed && (
        <p role="alert" className="mt-2 text-sm text-danger">
          The output could not be loaded.{' '}
          <button type="button" className="rounded-sm underline" onClick={output.restart}>
            Try again
          </button>
        </p>
      )}
      {output.lines.length > 0 && <Output lines={output.lines} />}
      {asking && (
        <ConfirmDialog
          title={`Uninstall ${plugin.name}?`}
          confirmLabel="Uninstall"
          danger
          busy={uninstalling.isPending}
          error={uninstalling.error === null ? null : messageOf(uninstalling.error)}
          onConfirm={() => uninstalling.mutate(plugin.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>Its environment is removed; its settings stay.</p>
          {plugin.usedBy.length > 0 && (
            <p className="text-danger">
              {plugin.usedBy.length === 1 ? 'This pipeline cannot' : 'These pipelines cannot'} execute without
              it: {plugin.usedBy.map(({ name }) => name).join(', ')}.
            </p>
          )}
        </ConfirmDialog>
      )}
    </Section>
  )
}

/** Stays at the end while one does not scroll up. */
function Output({ lines }: { lines: readonly InstallLine[] }) {
  const zone = useTimeZone()
  const box = useRef<HTMLPreElement>(null)
  const following = useRef(true)
  useEffect(() => {
    if (following.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  })
  return (
    <pre
      ref={box}
      role="log"
      aria-label="Output of the installation"
      // A scrolling box must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < 24
      }}
      className="mt-3 max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs/5 whitespace-pre-wrap"
    >
      {lines.map((line) => textOf(line, zone)).join('\n')}
    </pre>
  )
}

const textOf = ({ at, text }: InstallLine, zone: string): string => `${formatTime(at, zone)}  ${text}`
