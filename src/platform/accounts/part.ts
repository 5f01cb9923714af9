import { definePart } from '../app.ts'
import { actions } from './actions.ts'
import { migrations } from './migrations/line.ts'
import { profileStep } from './profile-step.ts'
import { settings } from './settings.ts'

export const accounts = definePart({
  name: 'accounts',
  migrations,
  firstSteps: [profileStep],
  actions,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: async () => (await import('./tasks.ts')).tasks,
  schedules: async () => (await import('./tasks.ts')).schedules,
  settings,
  checks: async () => (await import('./checks.ts')).checks,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  commands: {
    user: async () => (await import('./commands.ts')).addCommands,
    domains: async () => (await import('./domain-commands.ts')).addDomainCommands,
  },
  routes: async () => (await import('./routes.ts')).addRoutes,
})
