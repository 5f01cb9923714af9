import { definePart } from '../app.ts'
import type { Check } from '../diagnostics/check.ts'
import { contactSetting } from './settings.ts'

/** What may be reached in private networks is worth a look now and then. */
const allowedAddresses: Check = {
  name: 'http.allow',
  title: 'Private addresses that may be fetched from',
  run: async ({ config }) => ({
    level: 'ok',
    message: config.httpAllow.length > 0 ? config.httpAllow.join(', ') : 'None: only public addresses are asked.',
  }),
}

export const http = definePart({
  name: 'http',
  migrations: { name: 'http', steps: { '0001-hosts': async () => (await import('./migrations/0001-hosts.ts')).hosts } },
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  settings: [contactSetting],
  checks: async () => [allowedAddresses],
})
