/** Every address of the sample data. */
export const links = {
  panel: () => '/demo',
  load: () => '/demo/load',
  remove: () => '/demo/remove',
  topic: 'demo',
} as const
