import type { DashboardSharing, WidgetKind, WidgetWindow } from '@flx/shared/dashboards/dashboard'
import type { ObjectiveKind } from '@flx/shared/pipelines/objectives'

import { formatBudget } from '#web/lib/budget.ts'
import { formatCount } from '#web/lib/format.ts'

// Words of custom dashboards.

export const KIND_WORDS: Record<WidgetKind, { name: string; hint: string }> = {
  figures: { name: 'Figures', hint: 'Executions, success rate, failures, records and average duration' },
  outcomes: { name: 'Outcomes', hint: 'Executions by outcome, with the success rate' },
  duration: {
    name: 'Duration',
    hint: 'Median and 95th percentile over time',
  },
  records: { name: 'Records', hint: 'Records loaded over time' },
  top: { name: 'Top performers', hint: 'Pipelines with the highest success rates' },
  busiest: { name: 'Busiest pipelines', hint: 'Pipelines with the most executions' },
  slowest: { name: 'Slowest pipelines', hint: 'Pipelines with the longest executions' },
  failures: { name: 'Recent failures', hint: 'The latest failed executions' },
  running: { name: 'Running now', hint: 'Executions in progress' },
  upcoming: { name: 'Upcoming runs', hint: 'The next runs of all schedules' },
  budgets: { name: 'Error budgets', hint: 'Objectives with the least budget left' },
  text: { name: 'Text', hint: 'A heading or a note' },
}

export const OBJECTIVE_WORDS: Record<ObjectiveKind, string> = { success: 'Success', freshness: 'Freshness' }

export const WINDOW_NAMES: Record<WidgetWindow, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
}

export const SHARING_WORDS: Record<DashboardSharing, string> = {
  private: 'Private',
  read: 'Team can view',
  edit: 'Team can edit',
}

export const dashboardsWords = {
  title: 'Dashboards',
  create: 'Create dashboard',
  createTitle: 'Create a dashboard',
  name: 'Name',
  sharing: 'Sharing',
  sharingHint:
    'Editing a shared dashboard needs the operator role. Everyone sees only the data they have access to.',
  owner: 'Owner',
  you: 'You',
  widgets: 'Widgets',
  updated: 'Updated',
  actions: 'Actions',
  loadError: 'Could not load dashboards',
  empty: 'No dashboards yet',
  emptyHint: 'Arrange the charts and lists you need, for yourself, your team or a wall display.',
  duplicate: 'Duplicate',
  copyOf: (name: string) => `Copy of ${name}`,
  duplicated: (name: string) => `Duplicated as ${name}`,
  delete: 'Delete',
  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteHint: 'It is deleted for everyone who can see it. You can restore it for a week.',
  deleteConfirm: 'Delete dashboard',
  deleted: (name: string) => `Deleted ${name}`,
  deletedTitle: 'Deleted dashboards',
  deletedNote: 'Kept for a week. Restoring a dashboard brings back its link, owner and sharing.',
  deletedAt: 'Deleted',
  restorableUntil: 'Expires',
  restore: 'Restore',
  restored: (name: string) => `Restored ${name}`,
  all: 'Main dashboard',
  count: (count: number) => formatCount(count, 'widget'),
}

export const ownPageWords = {
  edit: 'Edit',
  wall: 'Wall display',
  more: 'More actions',
  loading: 'Loading the dashboard',
  loadError: 'Could not load the dashboard',
  notYours: (owner: string) => `This dashboard belongs to ${owner}. Duplicate it to edit a copy.`,
  empty: 'No widgets yet',
  emptyHint: 'Add charts, lists or text.',
  sharedBy: (owner: string) => `by ${owner}`,
}

export const widgetWords = {
  executions: 'Executions',
  successRate: 'Success rate',
  failed: 'Failed',
  records: 'Records',
  meanDuration: 'Average duration',
  figures: 'Figures',
  tagged: (tag: string) => `Tag ${tag}`,
  allPipelines: 'All pipelines',
  missing: 'Unknown pipeline',
  loadError: 'Could not load this widget',
  noBudgets: 'No pipeline has an objective.',
  emptyText: 'No text yet',
  none: (window: string) => `None in the ${window.toLowerCase()}.`,
  budgetLeft: (left: number) => {
    const { amount, isOver } = formatBudget(left)
    return isOver ? `${amount} over` : `${amount} left`
  },
  objective: (kind: string, objective: number) => `${kind} ${objective}%`,
}

export const editorWords = {
  name: 'Dashboard name',
  add: 'Add widget',
  undo: 'Undo',
  redo: 'Redo',
  cancel: 'Cancel',
  save: 'Save dashboard',
  saved: (name: string) => `Saved ${name}`,
  hint: 'Drag the grip to move a widget, or its corner to resize it. With a keyboard, focus either and press the arrow keys.',
  move: (name: string) => `Move ${name}`,
  resize: (name: string) => `Resize ${name}`,
  settings: (name: string) => `Settings for ${name}`,
  remove: (name: string) => `Remove ${name}`,
  moved: (name: string, place: number, count: number) => `${name}: place ${place} of ${count}`,
  resized: (name: string, width: number, height: number) =>
    `${name}: ${width} of 12 columns, ${formatCount(height, 'row')}`,
  added: (name: string) => `Added ${name}`,
  removed: (name: string) => `Removed ${name}`,
  widgets: 'Widgets in order',
  discard: 'Discard your changes?',
  discardHint: 'Your changes to this dashboard will be lost.',
  discardConfirm: 'Discard changes',
  keep: 'Keep editing',
  conflict: 'This dashboard has changed',
  conflictHint: (name: string) =>
    `“${name}” was saved by another user while you were editing it. Your changes are still here.`,
  gone: 'This dashboard was deleted, or is no longer shared with you. Your changes are still here.',
  withdrawn: 'You can no longer edit this dashboard. Your changes are still here.',
  lostSave: 'Save them as a new dashboard instead.',
  saveNew: 'Save as a new dashboard',
  savedNew: (name: string) => `Saved ${name} as a new dashboard`,
  overwrite: 'Overwrite with mine',
  saveCopy: 'Save mine as a copy',
  copying: 'Wait until the copy is saved.',
  takeTheirs: 'Take theirs',
}

export const widgetDialogWords = {
  addTitle: 'Add a widget',
  editTitle: 'Widget settings',
  kind: 'Shows',
  window: 'Period',
  scope: 'Pipelines',
  scopeAll: 'All pipelines',
  scopeTag: 'With a tag',
  scopePipeline: 'One pipeline',
  tag: 'Tag',
  chooseTag: 'Choose a tag',
  noTags: 'No pipeline has a tag yet.',
  pipeline: 'Pipeline',
  choosePipeline: 'Choose a pipeline.',
  text: 'Text',
  textHint: 'The first line is a heading.',
  width: 'Width (of 12 columns)',
  height: 'Height (rows)',
  add: 'Add widget',
  apply: 'Apply',
}

export const wallDashboardWords = {
  gone: 'This dashboard was deleted, or is no longer shared',
  goneHint: 'It reappears here when it is restored or shared again.',
  leave: 'Exit',
  live: 'Live',
  notLive: 'Not connected',
}
