import type { Action } from '../search/search.ts'
import { links } from './links.ts'

export const actions: readonly Action[] = [
  { title: 'Change my password', href: links.security(), permission: 'account.manage' },
  { title: 'Set up a second factor', words: 'totp passkey', href: links.security(), permission: 'account.manage' },
  { title: 'Make an API token', words: 'bearer programs', href: links.newToken(), permission: 'account.manage' },
]
