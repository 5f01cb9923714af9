import { definePart } from '../app.ts'
import { actions } from './actions.ts'
import { checks } from './checks.ts'
import { migrations } from './migrations/line.ts'
import { profileStep } from './profile-step.ts'
import { settings } from './settings.ts'
import { schedules, tasks } from './tasks.ts'

export const accounts = definePart({
  name: 'accounts',
  migrations,
  firstSteps: [profileStep],
  actions,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks,
  schedules,
  settings,
  checks,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  commands: {
    user: async () => (await import('./commands.ts')).addCommands,
    domains: async () => (await import('./domain-commands.ts')).addDomainCommands,
  },
  routes: async () => (await import('./routes.ts')).addRoutes,
})
