import type { Role } from '../../accounts/person.ts'
import type { Page } from '../../web/page.ts'

export function roleWord(page: Page, role: Role): string {
  const words: Readonly<Record<Role, string>> = {
    reader: page.t('Reader'),
    member: page.t('Member'),
    admin: page.t('Administrator'),
  }
  return words[role]
}
