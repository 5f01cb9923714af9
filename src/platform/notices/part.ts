import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'
import { errorMailSetting } from './settings.ts'

export const notices = definePart({
  name: 'notices',
  migrations,
  tasks: async () => (await import('./tasks.ts')).tasks,
  schedules: async () => (await import('./tasks.ts')).schedules,
  settings: [errorMailSetting],
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  frame: async () => (await import('./frame.ts')).frame,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
