import type { DescribedKind } from '@flx/shared/pipelines/pipeline-document'

import { formatCount } from '#web/lib/format.ts'

type DescribedCounts = Record<DescribedKind, number>

function described({ template, pipeline }: DescribedCounts): string {
  if (template === 0) return formatCount(pipeline, 'pipeline')
  const templates = formatCount(template, 'template')
  return pipeline === 0 ? templates : `${templates} and ${formatCount(pipeline, 'pipeline')}`
}

export const importDialogWords = {
  imported: (counts: DescribedCounts) => `Imported ${described(counts)}`,
  importDocument: 'Import a YAML document',
  check: 'Check',
  import: (counts: DescribedCounts) =>
    counts.template + counts.pipeline === 0 ? 'Import' : `Import ${described(counts)}`,
  close: 'Close',
  hint: 'Pipelines and templates are matched by name: new ones are created, existing ones are changed. Nothing is deleted or executed. Secrets shown as',
  secretsHint: 'keep their stored value.',
  file: 'File',
  document: 'Document',
  documentExample: 'version: 1\npipelines:\n- name: …',
  chooseFirst: 'Paste a document or choose a file first.',
  alreadyImported: 'Already imported. Change the document to check it again.',
  nothingToDo: 'Nothing to create or change',
}

export const importReportWords = {
  error: 'Error',
  create: 'Create',
  created: 'Created',
  change: 'Change',
  changed: 'Changed',
  unchanged: 'Unchanged',
  errorsHint: '. Entries with errors stay unchanged.',
  entries: 'Pipelines and templates in the document',
  name: 'Name',
  template: 'Template',
  result: 'Result',
  differences: 'Differences',
  noName: '(no name)',
  truncated: (count: number) => `Only the first ${count} are shown.`,
}
