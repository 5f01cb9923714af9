import type { Action } from '../search/search.ts'
import { links } from './links.ts'

export const actions: readonly Action[] = [
  {
    title: 'Make an account for somebody',
    words: 'person invite',
    href: links.newPerson(),
    permission: 'house.administer',
  },
  {
    title: 'Tell everybody something',
    words: 'notice broadcast',
    href: links.newRow('notices_broadcasts'),
    permission: 'house.administer',
  },
  { title: 'Check how the house is', words: 'doctor health', href: links.system(), permission: 'house.administer' },
  { title: 'Back up now', words: 'archive', href: '/admin/backups', permission: 'house.administer' },
]
