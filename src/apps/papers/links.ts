/** Every address of the app. */
export const links = {
  dashboard: () => '/papers',
  upload: () => '/papers/upload',
  uploadDois: () => '/papers/upload/dois',
  imports: () => '/papers/imports',
  import: (id: string) => `/papers/imports/${id}`,
  importPart: (id: string, part: ImportPart) => `/papers/imports/${id}/${part}`,
  list: (query = '') => `/papers/list${query}`,
  listExport: (extension: string) => `/papers/list.${extension}`,
  bulk: () => '/papers/list/bulk',
  send: () => '/papers/list/send',
  exportMeant: () => '/papers/list/export',
  exportTicked: (extension: string, ids: readonly string[]) =>
    `/papers/list/export?${new URLSearchParams({ as: extension, ids: ids.join(',').replaceAll('-', '') })}`,
  ofImport: (id: string) => `/papers/list?import=${id}`,
  paper: (id: string) => `/papers/list/${id}`,
  paperPart: (id: string, part: PaperPart) => `/papers/list/${id}/${part}`,
  file: (paperId: string, fileId: string) => `/papers/list/${paperId}/files/${fileId}`,
  duplicates: (query = '') => `/papers/duplicates${query}`,
  searchDuplicates: () => '/papers/duplicates/search',
  partDuplicates: () => '/papers/duplicates/part',
  compare: (one: string, other: string) => `/papers/compare?${new URLSearchParams({ one, other })}`,
  merge: () => '/papers/merges',
  undoMerge: (id: string) => `/papers/merges/${id}/undo`,
  manual: () => '/papers/manual',
  manualPaper: (id: string) => `/papers/manual?paper=${id}`,
  dashboardNow: () => '/papers/now',
  samples: () => '/papers/samples',
  schedule: (query = '') => `/papers/schedule${query}`,
  forecast: () => '/papers/schedule/forecast',
  planScope: () => '/papers/schedule/scope',
  collector: () => '/papers/collector',
  collectorNow: () => '/papers/collector/now',
  collectorState: () => '/papers/collector/state',
  collectorCommand: (command: CollectorCommand) => `/papers/collector/${command}`,
  contact: () => '/papers/collector/contact',
  log: (query = '') => `/papers/log${query}`,
  logTail: () => '/papers/log/tail',
  logFile: (extension: string) => `/papers/log.${extension}`,
  hosts: () => '/papers/hosts',
  hostsNow: () => '/papers/hosts/now',
  resetHost: () => '/papers/hosts/reset',
  sources: () => '/papers/sources',
  sourcesNow: () => '/papers/sources/now',
  testSource: (name: string) => `/papers/sources/${name}/test`,
  prisma: () => '/papers/prisma',
  prismaCsv: (query = '') => `/papers/prisma.csv${query}`,
  stats: (query = '') => `/papers/stats${query}`,
  statsCsv: (figure: string) => `/papers/stats/${figure}.csv`,
} as const

/** Every address of the collector and its schedule for programs. */
export const apiLinks = {
  collector: () => '/api/v1/papers/collector',
  command: (command: CollectorCommand) => `/api/v1/papers/collector/${command}`,
  stats: () => '/api/v1/papers/stats',
  log: () => '/api/v1/papers/log',
  jobs: () => '/api/v1/papers/jobs',
  job: (id: string) => `/api/v1/papers/jobs/${id}`,
  revokeJob: (id: string) => `/api/v1/papers/jobs/${id}/revoke`,
  export: (extension: string) => `/api/v1/papers/exports/papers.${extension}`,
  sources: () => '/api/v1/papers/sources',
  testSource: (name: string) => `/api/v1/papers/sources/${name}/test`,
  hosts: () => '/api/v1/papers/hosts',
  resetHost: () => '/api/v1/papers/hosts/reset',
  volume: () => '/api/v1/papers/config/volume',
  schedule: () => '/api/v1/papers/config/schedule',
  preview: () => '/api/v1/papers/config/schedule/preview',
  planScope: () => '/api/v1/papers/config/scope',
} as const

/** What can be asked of an import, or done to it. */
export type ImportPart =
  | 'live'
  | 'plan'
  | 'mapping'
  | 'dry-run'
  | 'start'
  | 'cancel'
  | 'roll-back'
  | 'remove'
  | 'issues.csv'
  | 'rejected.csv'

/** What can be asked of a paper, or done to it. */
export type PaperPart =
  | 'live'
  | 'edit'
  | 'process'
  | 'retry'
  | 'priority'
  | 'unavailable'
  | 'complete'
  | 'delete'
  | 'restore'
  | 'files'
  | 'tags'
  | 'untag'

/** What can be asked of the collector. */
export type CollectorCommand = 'start' | 'pause' | 'resume' | 'stop' | 'emergency-stop' | 'reset'
