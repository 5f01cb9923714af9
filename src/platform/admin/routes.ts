import type { Platform } from '../platform.ts'
import type { Web } from '../web/web.ts'
import { addActivityRoutes } from './activity-routes.ts'
import { addJobListRoutes } from './job-list-routes.ts'
import { addJobRoutes } from './job-routes.ts'
import { addMailRoutes } from './mail-routes.ts'
import { addPeopleRoutes } from './people-routes.ts'
import { addScheduleRoutes } from './schedule-routes.ts'
import { addSettingRoutes } from './setting-routes.ts'
import { addStorageRoutes } from './storage-routes.ts'
import { addSystemRoutes } from './system-routes.ts'
import { addTableRoutes } from './table-routes.ts'

export function addRoutes(web: Web, platform: Platform): void {
  addJobRoutes(web, platform)
  addJobListRoutes(web, platform)
  addScheduleRoutes(web, platform)
  addActivityRoutes(web, platform)
  addPeopleRoutes(web, platform)
  addSettingRoutes(web, platform)
  addMailRoutes(web, platform)
  addStorageRoutes(web, platform)
  addSystemRoutes(web, platform)
  addTableRoutes(web, platform)
}
