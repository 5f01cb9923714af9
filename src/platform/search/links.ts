/** Every address of searching. */
export const links = {
  search: (query?: string): string =>
    query === undefined ? '/search' : `/search?${new URLSearchParams({ q: query })}`,
  favourites: (): string => '/search/favourites',
  removeFavourite: (): string => '/search/favourites/remove',
  opened: (): string => '/search/opened',
} as const
