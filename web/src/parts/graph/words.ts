export const graphWords = {
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit the picture into the view',
  zoom: (percent: number) => `${percent} %`,
  controls: 'View of the picture',
  map: 'Overview of the picture',
  keys: 'Arrow keys move from node to node along the lines. Enter opens one, Escape closes it.',
  loading: 'Loading the picture…',
  placing: 'Arranging the picture…',
}
