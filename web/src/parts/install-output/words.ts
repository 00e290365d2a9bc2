export const installOutputViewWords = {
  loadError: 'Could not load the output',
  label: 'Installation output',
}
