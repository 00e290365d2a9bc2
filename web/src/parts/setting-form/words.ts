import { formatCount } from '#web/lib/format.ts'

// The words of the form of a plugin's settings, by component.

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const secretControlWords = {
  stored: 'Stored, not shown',
  replace: 'Replace',
  replaceNamed: (name: string) => `Replace ${name}`,
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
  removed: 'Removed when you save',
  keep: 'Keep',
  keepNamed: (name: string) => `Keep ${name}`,
  newValue: 'New value',
  keepStored: (name: string) => `Keep the stored ${name}`,
}

export const valueControlWords = {
  asListNamed: (name: string) => `Enter ${name} as a list`,
  asList: 'Enter as a list',
  yes: 'Yes',
  no: 'No',
  referenceExample: '$NAME, or clear to choose again',
  fromEnvironment: 'From the environment…',
  notSet: 'Not set',
  default: (value: string) => `Default: ${value}`,
  inherited: (value: string) => `Inherited: ${value}`,
  pickDate: (name: string) => `Pick a date for ${name}`,
  empty: 'empty',
}

export const descriptionWords = {
  less: 'Less',
  more: 'More',
}

export const alternativesWords = {
  required: 'Required settings',
  complete: 'All required settings have a value.',
  oneOf: 'Set one of these groups, here or in the pipeline:',
  these: 'Set these, here or in the pipeline:',
  done: ' – complete',
  dash: ' – ',
  noneSet: 'no values yet',
  missing: (names: string) => `missing: ${names}`,
}

export const settingControlWords = {
  notUsed: (source: string) => `No value. ${capital(source)}’s value is not used.`,
  inherit: 'Use it again',
  inheritNamed: (name: string) => `Use the inherited value of ${name}`,
  keepStored: 'Keep the stored value',
  overrides: 'overrides',
  ignore: (source: string) => `Do not use ${source}’s value`,
  ignoreNamed: (name: string, source: string) => `Do not use ${source}’s value for ${name}`,
  list: 'A list. ',
  object: 'A JSON object. ',
  inheritedFrom: (own: boolean, source: string) =>
    own ? `Overrides ${source}’s value: ` : `From ${source}: `,
  secret: 'a stored secret',
  default: 'Default: ',
  documentation: 'Documentation',
}

export const listInputWords = {
  entry: (name: string, position: number) => `${name} ${position}`,
  remove: (name: string, position: number) => `Remove ${name} ${position}`,
  add: 'Add',
  addTo: (name: string) => `Add to ${name}`,
}

export const settingFieldsWords = {
  find: 'Find a setting',
  findAmong: (count: number) => `Search ${count} settings…`,
  noMatch: 'No settings match. ',
  showAll: 'Show all',
  folded: (count: number) =>
    `${formatCount(count, 'more setting')} with ${count === 1 ? 'its' : 'their'} default or inherited value`,
  noDefinitions: 'This plugin does not describe its settings. Add those it needs as JSON.',
  addUnlisted: 'Add unlisted settings',
  other: 'Other settings',
  otherHint: 'Settings that the plugin does not describe, as JSON. Passed to it unchanged.',
  secretHint: ' {"$secret": true} keeps a stored secret.',
}

export const settingFormWords = {
  enterSecret: 'Enter a new value, or keep the stored one.',
  enterObject: 'Enter an object: { … }.',
  notJson: (place: string) => `This is not valid JSON${place}. Enter an object: { … }.`,
}

export const mapRulesWords = {
  view: (label: string) => `Enter ${label} as`,
  rules: 'Rules',
  json: 'JSON',
  notAsRules: 'Some of these rules cannot be shown here. Edit them as JSON.',
  twice: (names: string) => `Use each only once: ${names}.`,
  none: 'No rules yet: every stream passes unchanged.',
  pattern: 'Stream or pattern',
  patternExample: 'orders or crm_*',
  removeStream: (pattern: string) => `Remove the rules of ${pattern === '' ? 'this stream' : pattern}`,
  addStream: 'Add stream',
  addRule: 'Add rule',
  addRuleTo: (pattern: string) => `Add rule for ${pattern === '' ? 'this stream' : pattern}`,
  action: 'Rule',
  actions: {
    select: 'Keep only the field',
    drop: 'Drop the field',
    rename: 'Rename the field',
    hash: 'Hash the field',
    filter: 'Keep records where',
    rename_stream: 'Rename the stream',
  },
  field: 'Field',
  fieldExample: 'field',
  newName: 'New name',
  operator: 'Comparison',
  operators: {
    eq: 'is',
    ne: 'is not',
    gt: 'is greater than',
    ge: 'is at least',
    lt: 'is less than',
    le: 'is at most',
    in: 'is one of',
    contains: 'contains',
    exists: 'has a value',
  },
  value: 'Value',
  valueExamples: { one: 'value', several: 'paid, shipped' },
  removeRule: 'Remove rule',
  missing: { field: 'Enter a field.', name: 'Enter a new name.' },
}

export const streamMapsWords = {
  actions: {
    drop: 'Drop the field',
    rename: 'Rename the field',
    set: 'Set the field to',
    drop_others: 'Drop all other fields',
    filter: 'Keep records where',
    keys: 'Set the key fields',
    alias: 'Rename the stream',
    source: 'Copy the stream',
    drop_stream: 'Drop the stream',
    other: 'Other option',
  },
  option: 'Option',
  optionExample: '__option__',
  values: {
    rename: 'New name',
    set: 'Expression',
    filter: 'Condition',
    keys: 'Key fields',
    alias: 'New name',
    source: 'Stream to copy',
    other: 'Value as JSON',
  },
  examples: {
    rename: 'New name',
    set: 'md5(email)',
    filter: 'country == "CH"',
    keys: 'id, or empty for none',
    alias: 'New name',
    source: 'Name of a stream',
    other: 'JSON',
  },
  missing: {
    field: 'Enter a field.',
    name: 'Enter a name.',
    expression: 'Enter a Python expression, such as md5(email).',
    json: 'Enter JSON. Text needs quotation marks.',
  },
  droppedWithRules: (names: string) => `A dropped stream cannot have other rules: ${names}.`,
  dropOthers: 'Drop all other streams',
  othersDropped: 'All other streams are dropped',
  keepOthers: 'Keep all other streams',
}
