export type NavItem = Readonly<{
  href: string
  /** English; the layout translates it. */
  text: string
  /** Name of a Bootstrap icon; a dot where absent. */
  icon?: string
}>
