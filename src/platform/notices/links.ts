/** Every address of notices, tours and the first steps. */
export const links = {
  list: (): string => '/notices',
  bell: (): string => '/notices/bell',
  topic: (personId: string): string => `notices/${personId}`,
  open: (id: string): string => `/notices/${id}`,
  read: (id: string): string => `/notices/${id}/read`,
  unread: (id: string): string => `/notices/${id}/unread`,
  readAll: (): string => '/notices/read',
  choices: (): string => '/notices/settings',
  unsubscribe: (token: string): string => `/unsubscribe/${token}`,
  dismiss: (id: string): string => `/broadcasts/${id}/dismiss`,
  tourSeen: (name: string): string => `/tours/${name}/seen`,
  welcome: (): string => '/welcome',
}
