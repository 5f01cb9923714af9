export type NavItem = Readonly<{
  href: string
  /** English; the layout translates it. */
  text: string
  /** Name of a Bootstrap icon; a dot where absent. */
  icon?: string
  /** Addresses elsewhere whose pages belong to this one too: it is marked on all pages below. */
  alsoFor?: string | readonly string[]
}>

/** The pages of those who run the house, in the order of the side bar. */
export const adminNav: readonly NavItem[] = [
  { href: '/admin', text: 'What needs attention', icon: 'bell' },
  { href: '/admin/jobs', text: 'Jobs', icon: 'cpu' },
  { href: '/admin/schedules', text: 'Schedules', icon: 'calendar-week' },
  { href: '/admin/activity', text: 'Activity', icon: 'clock-history' },
  { href: '/admin/people', text: 'People', icon: 'people' },
  { href: '/admin/registrations', text: 'Registrations', icon: 'person-plus' },
  { href: '/admin/mail', text: 'Mail', icon: 'envelope' },
  { href: '/admin/tables/notices_broadcasts', text: 'Notices to all', icon: 'megaphone' },
  { href: '/admin/tables', text: 'Tables', icon: 'table' },
  { href: '/admin/storage', text: 'Storage', icon: 'hdd' },
  { href: '/admin/backups', text: 'Backups', icon: 'archive' },
  { href: '/admin/settings', text: 'Settings', icon: 'sliders' },
  { href: '/admin/look', text: 'Appearance', icon: 'palette' },
  { href: '/admin/system', text: 'System', icon: 'heart-pulse' },
]
