import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation, useQuery } from '@tanstack/react-query'
import { LockOpen, Lock, Pencil, Unlink, Upload } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { changePipelineTemplate, detachPipeline, templates } from '#web/api/templates/templates.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { ValuesDialog } from './values-dialog.tsx'
import { templateCardWords as words, valuesDialogWords } from './words.ts'

/**
 * The template that a pipeline was made from: its values, the differences, and the ways to update or detach
 * it.
 */
export default function TemplateCard({ pipeline }: { pipeline: Pipeline }) {
  const editor = useRole('editor')
  const toast = useToast()
  const { id } = pipeline
  const { data } = useQuery({ ...templates.ofPipeline(id), enabled: pipeline.template !== null })
  const changing = useMutation({
    ...changePipelineTemplate(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const detaching = useMutation(detachPipeline())
  const [isDetaching, setIsDetaching] = useState(false)
  const [isEditingValues, setIsEditingValues] = useState(false)
  const template = pipeline.template === null ? null : (data?.template ?? null)
  if (template === null) return null
  const { name, version, newest, unlocked, locked, values, overrides, changes } = template
  const reason = editor.allowed ? undefined : editor.reason
  const isOld = version < newest
  return (
    <Section title={words.title}>
      <p className="-mt-2 mb-3 text-sm">
        <Link to={paths.template(template.id)} className="touch text-accent hover:underline">
          {name}
        </Link>{' '}
        <span className="tabular text-text-faint">{words.version(version)}</span>
      </p>
      {isOld && (
        <Notice className="mb-3">
          {words.newer(newest, changes.length)}
          <Button
            size="small"
            icon={Upload}
            className="mt-1.5"
            busy={changing.isPending}
            disabledReason={reason}
            onClick={() => changing.mutate({ id, body: { update: true } })}
          >
            {words.update}
          </Button>
        </Notice>
      )}
      <KeyValue
        items={[
          ...Object.entries(values).map(([label, value]) => ({
            label,
            value: (
              <code className="font-mono text-xs wrap-anywhere">
                {typeof value === 'string' ? value : words.secret}
              </code>
            ),
          })),
          ...(overrides.length === 0
            ? []
            : [
                {
                  label: words.own,
                  value: (
                    <code className="font-mono text-xs wrap-anywhere">
                      {overrides.map(({ path }) => path).join(', ')}
                    </code>
                  ),
                },
              ]),
          ...(locked.length === 0
            ? []
            : [
                {
                  label: unlocked ? words.unlocked : words.locked,
                  value: <code className="font-mono text-xs wrap-anywhere">{locked.join(', ')}</code>,
                },
              ]),
        ]}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        {locked.length > 0 && (
          <Button
            size="small"
            icon={unlocked ? Lock : LockOpen}
            busy={changing.isPending}
            disabledReason={reason}
            onClick={() => changing.mutate({ id, body: { unlocked: !unlocked } })}
          >
            {unlocked ? words.lock : words.unlock}
          </Button>
        )}
        <Button size="small" icon={Pencil} disabledReason={reason} onClick={() => setIsEditingValues(true)}>
          {valuesDialogWords.open}
        </Button>
        <Button size="small" icon={Unlink} disabledReason={reason} onClick={() => setIsDetaching(true)}>
          {words.detach}
        </Button>
      </div>
      {isEditingValues && (
        <ValuesDialog pipelineId={id} template={template} onClose={() => setIsEditingValues(false)} />
      )}
      {isDetaching && (
        <ConfirmDialog
          title={words.detachTitle(name)}
          confirmLabel={words.detach}
          busy={detaching.isPending}
          error={detaching.error === null ? null : messageOf(detaching.error)}
          onConfirm={() => detaching.mutate(id, { onSuccess: () => setIsDetaching(false) })}
          onClose={() => setIsDetaching(false)}
        >
          <p>{words.detachHint}</p>
        </ConfirmDialog>
      )}
    </Section>
  )
}
