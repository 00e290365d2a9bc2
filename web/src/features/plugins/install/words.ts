import { formatCount } from '#web/lib/format.ts'

// Words of installing a plugin, by component.

export const installSectionWords = {
  wait: 'Wait until the installation ends.',
  installation: 'Installation',
  uninstall: 'Uninstall',
  upgrade: 'Upgrade…',
  noPipUrl: 'It has no pip URL.',
  sharesEnvironment: (inheritFrom: string) => `Shares the environment of ${inheritFrom}.`,
  ownEnvironment: 'in its own Python environment.',
  uninstalling: 'Uninstalling…',
  installing: 'Installing…',
  cancelling: 'Cancelling…',
  reinstall: 'Reinstall',
  install: 'Install',
  needsPipUrl: 'Enter a pip URL first.',
  installParent: (inheritFrom: string) => `Install ${inheritFrom}, whose environment it shares.`,
  uninstallQuestion: (name: string) => `Uninstall ${name}?`,
  uninstallAnyway: 'Uninstall anyway',
  hint: 'Removes its environment. Its settings are kept.',
  users: (count: number, users: string) =>
    `${count === 1 ? 'This pipeline' : 'These pipelines'} cannot run without it: ${users}.`,
}

export const cancelInstallWords = {
  cancel: 'Cancel installation',
  cancelling: 'Cancelling…',
}

export const outputDialogWords = {
  installationOf: (name: string) => `Installation of ${name}`,
  empty: 'No output yet.',
}

export const sourceDialogWords = {
  pipUrl: 'pip URL',
  pipUrlHint: 'What pip installs. Reinstall after changing it.',
  executable: 'Executable',
  executableHint: "The program in its environment. Default: the plugin's name.",
  python: 'Python',
  pythonHint: 'The interpreter, such as python3.12. Leave empty for the default.',
  sourceOf: (name: string) => `Source of ${name}`,
  save: 'Save',
  noChanges: 'No changes to save',
  saved: (name: string) => `Saved ${name}`,
}

export const upgradeDialogWords = {
  upgrade: (name: string) => `Upgrade ${name}?`,
  upgradeLabel: 'Upgrade',
  hint: (version: string) =>
    `${version === '' ? 'The installed version' : `Version ${version}`} stays in use until the new one is installed, and if that fails.`,
  version: 'Version',
  versionHint: 'Leave empty for the newest version the pip URL allows.',
  newest: 'newest',
  newestIs: (version: string) => `Newest version: ${version}.`,
}

export const failedInstallWords = {
  upgradeFailed: 'The last installation failed. ',
  installFailed: 'The installation failed. ',
  needsRequirement: (requirement: string) => `It works with ${requirement}, which is added to its pip URL.`,
  needsPython: (requires: string) =>
    requires === '' ? 'Install it with another Python.' : `It needs Python ${requires}.`,
  needsPackages: (packages: readonly string[]) =>
    `Install ${packages.join(' and ')} on the server (Debian, Ubuntu: apt-get install ${packages.join(' ')}), then reinstall it.`,
  reinstallWith: (requirement: string) => `Reinstall with ${requirement}`,
  choosePython: 'Choose Python…',
  changeSource: 'Change source…',
}

export const pythonDialogWords = {
  title: (name: string) => `Choose a Python for ${name}`,
  install: 'Install with this Python',
  chooseFirst: 'Choose a Python',
  notLoaded: 'The Python versions are not loaded yet.',
  noneFits: 'No compatible Python on the server. Install one there, or try another.',
  loadError: 'Could not list the Python versions on the server',
  python: 'Python',
  option: (version: string, command: string, fits: boolean) =>
    `${version} (${command})${fits ? '' : ', not compatible'}`,
}

export const lockDetailsWords = {
  changed: (count: number) => `The last installation changed ${formatCount(count, 'package')}`,
  packages: (count: number, python: string) => `${formatCount(count, 'package')} on Python ${python}`,
  current: 'Reinstall installs exactly these versions. Upgrade picks new ones.',
  outdated: 'The source has changed: the next installation picks new versions.',
  label: 'Installed packages',
  added: (version: string) => `${version} added`,
  removed: (version: string) => `${version} removed`,
}

export const workersSectionWords = {
  title: 'Workers',
  states: { ready: 'Ready', missing: 'Not built yet', building: 'Building', failed: 'Failed' },
  builds: (name: string) => `Building ${name}`,
  output: (lines: number) => (lines === 1 ? 'Show its last line' : `Show its last ${lines} lines`),
  willBuild: 'Builds it before the first execution that needs it.',
  filesApart:
    'Each worker has its own working folder: a connector cannot see the files on another worker. Set FLX_FILES_DIR to a folder that all workers share.',
}
