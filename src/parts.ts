import { apps } from './apps.ts'
import { accounts } from './platform/accounts/part.ts'
import { activity } from './platform/activity/part.ts'
import { admin } from './platform/admin/part.ts'
import { declaredBy, migrationsOf, type Part } from './platform/app.ts'
import { backup } from './platform/backup/part.ts'
import type { MigrationLine } from './platform/database/migrating.ts'
import { demo } from './platform/demo/part.ts'
import { diagnostics } from './platform/diagnostics/part.ts'
import { files } from './platform/files/part.ts'
import { http } from './platform/http/part.ts'
import { look } from './platform/look/part.ts'
import { mail } from './platform/mail/part.ts'
import { metrics } from './platform/metrics/part.ts'
import { moving } from './platform/moving/part.ts'
import { notices } from './platform/notices/part.ts'
import { search } from './platform/search/part.ts'
import { settings } from './platform/settings/part.ts'
import { tasks } from './platform/tasks/part.ts'
import type { AnySchedule, AnyTask } from './platform/tasks/tasks.ts'
import { views } from './platform/views/part.ts'
import { web } from './platform/web/part.ts'

/** Every part of the house, the platform's before the apps'. */
export const parts: readonly Part[] = [
  activity,
  settings,
  tasks,
  files,
  mail,
  http,
  accounts,
  diagnostics,
  backup,
  moving,
  metrics,
  web,
  views,
  notices,
  demo,
  search,
  look,
  admin,
  ...apps,
]

/** All schema steps of the house. */
export const migrationLines: readonly MigrationLine[] = migrationsOf(parts)

/** All background work of the house, for who runs it or ends it. */
export const allTasks = (): Promise<AnyTask[]> => declaredBy(parts, (part) => part.tasks?.())
export const allSchedules = (): Promise<AnySchedule[]> => declaredBy(parts, (part) => part.schedules?.())
