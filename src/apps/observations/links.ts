/** Every address of the app. */
export const links = {
  index: () => '/observations',
} as const
