import type { DashboardSharing, WidgetKind, WidgetWindow } from '@flx/shared/dashboards/dashboard'
import type { ObjectiveKind } from '@flx/shared/pipelines/objectives'

import { formatBudget } from '#web/lib/budget.ts'
import { formatCount } from '#web/lib/format.ts'

// Words of dashboards that people make.

export const KIND_WORDS: Record<WidgetKind, { name: string; hint: string }> = {
  figures: { name: 'Figures', hint: 'Executions, success rate, failures, records and mean duration' },
  outcomes: { name: 'Outcomes', hint: 'Bars of how executions ended, with the success rate' },
  duration: {
    name: 'Duration',
    hint: 'Median and 95th percentile over time',
  },
  records: { name: 'Records', hint: 'Bars of the records that were loaded' },
  top: { name: 'Top performers', hint: 'Pipelines with the highest success rates' },
  busiest: { name: 'Busiest pipelines', hint: 'Pipelines with the most executions' },
  slowest: { name: 'Slowest pipelines', hint: 'Pipelines with the longest executions' },
  failures: { name: 'Recent failures', hint: 'The newest failures' },
  running: { name: 'Running now', hint: 'Executions that run at this moment' },
  upcoming: { name: 'Upcoming runs', hint: 'The next runs of all schedules' },
  budgets: { name: 'Error budgets', hint: 'Objectives that stand worst' },
  text: { name: 'Text', hint: 'A heading or a note of your own' },
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
  read: 'Team can see it',
  edit: 'Team can edit it',
}

export const dashboardsWords = {
  title: 'Dashboards',
  create: 'Create dashboard',
  createTitle: 'Create a dashboard',
  name: 'Name',
  sharing: 'Sharing',
  sharingHint:
    'Operators edit what the team can edit. Who sees a dashboard sees in it what they may see anyway.',
  owner: 'Owner',
  you: 'You',
  widgets: 'Widgets',
  updated: 'Changed',
  actions: 'Actions',
  loadError: 'Could not load the dashboards',
  empty: 'No dashboards yet',
  emptyHint:
    'Make one of the charts and lists that matter to you, for yourself, the team or a display on a wall.',
  duplicate: 'Duplicate',
  copyOf: (name: string) => `Copy of ${name}`,
  duplicated: (name: string) => `Duplicated as ${name}`,
  delete: 'Delete',
  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteHint: 'It goes away for everyone who sees it.',
  deleteConfirm: 'Delete dashboard',
  deleted: (name: string) => `Deleted ${name}`,
  deletedTitle: 'Deleted dashboards',
  deletedNote: 'They are kept for a week. Restored, a dashboard has its link, owner and sharing again.',
  deletedAt: 'Deleted',
  restorableUntil: 'Kept until',
  restore: 'Restore',
  restored: (name: string) => `Restored ${name}`,
  all: 'Everyone’s dashboard',
  count: (count: number) => formatCount(count, 'widget'),
}

export const ownPageWords = {
  edit: 'Edit',
  wall: 'Show on a wall',
  more: 'More actions',
  loading: 'Loading the dashboard',
  loadError: 'Could not load the dashboard',
  notYours: (owner: string) => `It belongs to ${owner}. Duplicate it to change the copy.`,
  empty: 'Nothing on this dashboard yet',
  emptyHint: 'Add charts and lists to it.',
  sharedBy: (owner: string) => `by ${owner}`,
}

export const widgetWords = {
  executions: 'Executions',
  successRate: 'Success rate',
  failed: 'Failed',
  records: 'Records',
  meanDuration: 'Mean duration',
  figures: 'Figures',
  tagged: (tag: string) => `Tag ${tag}`,
  allPipelines: 'All pipelines',
  missing: 'A pipeline that is gone',
  loadError: 'Could not load this widget',
  noBudgets: 'No pipeline has an objective.',
  emptyText: 'No text yet',
  none: (window: string) => `None in ${window.toLowerCase()}.`,
  budgetLeft: (left: number) => {
    const { amount, isOver } = formatBudget(left)
    return isOver ? `${amount} over` : `${amount} left`
  },
  objective: (kind: string, objective: number) => `${kind} ${objective}%`,
}

export const editorWords = {
  name: 'Name of the dashboard',
  add: 'Add widget',
  undo: 'Undo',
  redo: 'Redo',
  cancel: 'Cancel',
  save: 'Save dashboard',
  saved: (name: string) => `Saved ${name}`,
  hint: 'Drag a widget by its grip, and its corner to resize it. With the keyboard, press the arrow keys on the grip or the corner.',
  move: (name: string) => `Move ${name}`,
  resize: (name: string) => `Resize ${name}`,
  settings: (name: string) => `Settings of ${name}`,
  remove: (name: string) => `Remove ${name}`,
  moved: (name: string, place: number, count: number) => `${name}: place ${place} of ${count}`,
  resized: (name: string, width: number, height: number) =>
    `${name}: ${width} of 12 columns, ${formatCount(height, 'row')}`,
  added: (name: string) => `Added ${name}`,
  removed: (name: string) => `Removed ${name}`,
  widgets: 'Widgets in their order',
  discard: 'Discard your changes?',
  discardHint: 'What you changed on this dashboard is lost.',
  discardConfirm: 'Discard changes',
  keep: 'Keep editing',
  conflict: 'This dashboard has changed',
  conflictHint: (name: string) =>
    `“${name}” was saved by another user while you were editing it. Your changes are still here.`,
  gone: 'This dashboard was deleted, or is no longer shared with you. Your changes are still here.',
  withdrawn: 'You may no longer change this dashboard. Your changes are still here.',
  lostSave: 'Save them as a new dashboard instead.',
  saveNew: 'Save as a new dashboard',
  savedNew: (name: string) => `Saved ${name} as a new dashboard`,
  overwrite: 'Save mine over it',
  saveCopy: 'Save mine as a copy',
  takeTheirs: 'Take theirs',
}

export const widgetDialogWords = {
  addTitle: 'Add a widget',
  editTitle: 'Widget settings',
  kind: 'Shows',
  window: 'Time',
  of: 'Pipelines',
  ofAll: 'All pipelines',
  ofTag: 'Those with a tag',
  ofPipeline: 'One pipeline',
  tag: 'Tag',
  chooseTag: 'Choose a tag',
  noTags: 'No pipeline has a tag yet.',
  pipeline: 'Pipeline',
  findPipeline: 'Find a pipeline by name',
  pipelinesFound: 'Pipelines found',
  searching: 'Searching…',
  noMatch: 'No pipeline matches.',
  choosePipeline: 'Choose a pipeline.',
  text: 'Text',
  textHint: 'The first line is a heading.',
  width: 'Width (columns of 12)',
  height: 'Height (rows)',
  add: 'Add widget',
  apply: 'Apply',
}

export const wallDashboardWords = {
  gone: 'This dashboard was deleted, or is no longer shared',
  goneHint: 'It comes back here by itself when it is restored or shared again.',
  leave: 'Leave',
  live: 'Live',
  notLive: 'Not connected',
}
