export const installOutputViewWords = {
  loadError: 'Could not load the output',
  tryAgain: 'Try again',
  label: 'Installation output',
}
