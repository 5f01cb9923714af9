export type NavItem = Readonly<{
  href: string
  /** English; the layout translates it. */
  text: string
  /** Name of a Bootstrap icon; a dot where absent. */
  icon?: string
  /** Addresses elsewhere whose pages belong to this one too: it is marked on all pages below. */
  alsoFor?: string
}>
