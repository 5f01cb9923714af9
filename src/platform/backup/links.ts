export const links = {
  list: (): string => '/admin/backups',
  download: (id: string): string => `/admin/backups/${id}/archive.tar`,
  verify: (id: string): string => `/admin/backups/${id}/verify`,
  remove: (id: string): string => `/admin/backups/${id}/remove`,
  settings: (name: string): string => `/admin/settings/${name}`,
  /** Told when an archive was made, proven or removed. */
  topic: 'backup/archives',
}
