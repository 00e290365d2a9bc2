export const graphWords = {
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit to view',
  zoom: (percent: number) => `${percent}%`,
  controls: 'View controls',
  map: 'Minimap',
  keys: 'Arrow keys move between nodes along the lines. Enter opens a node, Escape closes it.',
  loading: 'Loading the diagram…',
  placing: 'Arranging the diagram…',
}
