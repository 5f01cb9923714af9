/** Every address of the look of the house. What may be kept for ever names what it is of. */
export const links = {
  look: (): string => '/admin/look',
  /** What strangers see at `/`, for those who are none. */
  firstPage: (): string => '/look/first-page',
  removeLogo: (): string => '/admin/look/remove',
  logo: (id: string): string => `/look/logo?${new URLSearchParams({ v: id })}`,
  logoPath: (): string => '/look/logo',
  colours: (colour: string): string => `/look/colours.css?${new URLSearchParams({ v: colour.slice(1) })}`,
  coloursPath: (): string => '/look/colours.css',
} as const
