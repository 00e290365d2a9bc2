// Words of the custom plugin form, by component.

export const argumentListWords = {
  programAndArguments: 'Program and arguments',
  program: 'Program',
  programExample: '/opt/taps/tap-example',
  argumentExample: '--flag',
  argument: (index: number) => `Argument ${index}`,
  removeArgument: (index: number) => `Remove argument ${index}`,
  addArgument: 'Add argument',
  shellHint: 'This looks like a full command line. Enter each argument in its own field: no shell splits it.',
}

export const addDraftWords = {
  enterProgram: 'Enter the program.',
  enterArgument: 'Enter the argument, or remove this line.',
  enterPipUrl: 'Enter what pip installs.',
  enterListName: 'Enter a list: [ { "name": … } ].',
  thisNotValidJson: 'This is not valid JSON. Enter a list: [ { "name": … } ].',
}

export const addFieldsWords = {
  plugin: 'Plugin',
  name: 'Name',
  nameHint: 'Pipelines use this name.',
  type: 'Type',
  nameExample: (loader: boolean) => (loader ? 'target-postgres' : 'tap-github'),
  place: 'Where it runs',
  variant: 'Variant',
  variantHint: 'The author of this implementation.',
  documentation: 'Documentation',
  description: 'Description',
  capabilities: 'Capabilities',
  capabilitiesHint: 'See its documentation.',
  fromPip: 'From pip',
  byCommand: 'By command',
  program: 'Program',
  sourceLabel: 'Source of the program',
  pipUrl: 'pip URL',
  pipUrlHint:
    'What pip installs, as in Meltano: a package, a version or a git address. Separate several with spaces.',
  pipUrlExample: 'meltanolabs-tap-github~=1.0',
  executable: 'Executable',
  executableHint: 'The program in its environment, if it differs from the name.',
  python: 'Python',
  pythonHint: 'The interpreter. Leave empty for the default.',
  commandHint:
    'Started exactly as written, with the server’s permissions and without a shell. Singer arguments (--config, --catalog, --state) are added after yours.',
  settingsOptional: 'Settings (optional)',
  settingDefinitions: 'Setting definitions',
  definitionsHint:
    "A list in MeltanoHub's format: name, label, kind, value (the default), description, options, sensitive, required. Without it, settings are entered as JSON.",
}

export const addPageWords = {
  title: 'Add custom plugin',
  plugins: 'Plugins',
  added: (name: string) => `Added ${name}`,
  notInstalled: (error: string) => `Could not start the installation. ${error}`,
  cancel: 'Cancel',
  addAndInstall: 'Add and install',
  add: 'Add',
}
