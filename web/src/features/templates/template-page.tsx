import type { Template } from '@flx/shared/templates/template'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Copy, Download, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useLive } from '#web/api/live/live.tsx'
import { deleteTemplate, exportTemplatesUrl, templates } from '#web/api/templates/templates.ts'
import { downloadFrom } from '#web/lib/browser/download.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { PluginFlow } from '#web/ui/status/plugin-flow.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { TemplateFacts } from './template-facts.tsx'
import { UpdatePanel } from './update/update-panel.tsx'
import { templatesWords, templateWords as words } from './words.ts'

/** One template: its pipelines, the effect of its changes on them, its parameters and versions. */
export function Component() {
  const { id = '' } = useParams()
  const query = useQuery(templates.detail(id))
  useLive('templates')
  useLive('pipelines')
  const { data: template, error } = query
  if (isProblem(error, 404)) return <NotFoundPage detail={error.message} />
  return (
    <>
      <PageHeader
        title={template?.name ?? templatesWords.title}
        breadcrumb={
          <Link to={paths.templates()} className="rounded-sm hover:text-text hover:underline">
            {templatesWords.title}
          </Link>
        }
        facts={
          template !== undefined && (
            <>
              <span className="tabular text-text-faint">{templatesWords.version(template.version)}</span>
              {template.bundled && <Badge>{templatesWords.bundled}</Badge>}
            </>
          )
        }
        actions={template !== undefined && <Actions template={template} />}
      />
      {template === undefined ? (
        error === null ? (
          <Loading label={words.loading}>
            <Skeleton className="h-64 w-full rounded-lg" />
          </Loading>
        ) : (
          <Card>
            <QueryError query={query} title={words.loadError} />
          </Card>
        )
      ) : (
        <>
          {template.description !== '' && (
            <p className="mb-2 max-w-3xl text-sm text-text-soft">{template.description}</p>
          )}
          <div className="mb-4">
            <PluginFlow pipeline={template} />
          </div>
          <div className="space-y-4">
            <UpdatePanel key={template.version} template={template} />
            <TemplateFacts template={template} />
          </div>
        </>
      )}
    </>
  )
}

function Actions({ template }: { template: Template }) {
  const editor = useRole('editor')
  const navigate = useNavigate()
  const toast = useToast()
  const [confirming, setConfirming] = useState(false)
  const deleting = useMutation(deleteTemplate())
  const { id, name, bundled } = template
  const reason = editor.allowed ? undefined : editor.reason
  const changeReason = reason ?? (bundled ? words.bundledReason : undefined)
  return (
    <>
      <Button
        icon={Pencil}
        disabledReason={changeReason}
        onClick={() => void navigate(paths.editTemplate(id))}
      >
        {words.edit}
      </Button>
      {reason === undefined ? (
        <Link
          to={paths.templateRows(id)}
          className={buttonClass({ variant: template.outdated > 0 ? 'secondary' : 'primary' })}
        >
          {words.use}
        </Link>
      ) : (
        <Button variant="primary" disabledReason={reason}>
          {words.use}
        </Button>
      )}
      <Menu
        label={words.more(name)}
        align="end"
        triggerClass={buttonClass({ className: 'w-8 px-0!' })}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        items={[
          {
            key: 'copy',
            label: words.copy,
            icon: Copy,
            disabledReason: reason,
            onSelect: () => void navigate(paths.newTemplate({ template: id })),
          },
          {
            key: 'export',
            label: words.export,
            icon: Download,
            onSelect: () => downloadFrom(exportTemplatesUrl(id), 'templates.yaml'),
          },
          {
            key: 'delete',
            label: words.delete,
            icon: Trash2,
            danger: true,
            disabledReason: changeReason,
            onSelect: () => setConfirming(true),
          },
        ]}
      />
      {confirming && (
        <ConfirmDialog
          title={words.deleteTitle(name)}
          confirmLabel={words.delete}
          danger
          busy={deleting.isPending || deleting.isSuccess}
          error={deleting.error === null ? null : messageOf(deleting.error)}
          onConfirm={() =>
            deleting.mutate(id, {
              onSuccess: () => {
                toast.done(words.deleted(name))
                void navigate(paths.templates())
              },
            })
          }
          onClose={() => setConfirming(false)}
        >
          <p>{words.deleteHint(template.pipelines)}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
