export type NavItem = Readonly<{ href: string; text: string }>
