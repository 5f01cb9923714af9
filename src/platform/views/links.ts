/** Every address of saved views. */
export const links = {
  all: (): string => '/views',
  /** The views of the list at this address, for its menu. */
  ofList: (at: string, title: string): string => `/views/menu?${new URLSearchParams({ at, title })}`,
  remove: (id: string): string => `/views/${id}/remove`,
} as const
