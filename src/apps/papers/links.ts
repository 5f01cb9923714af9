/** Every address of the app. */
export const links = {
  dashboard: () => '/papers',
  upload: () => '/papers/upload',
  import: (id: string) => `/papers/imports/${id}`,
  list: (query = '') => `/papers/list${query}`,
  paper: (id: string) => `/papers/list/${id}`,
  manual: () => '/papers/manual',
  schedule: () => '/papers/schedule',
  collector: () => '/papers/collector',
  stats: () => '/papers/stats',
} as const
