import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addBulkRoutes } from './routes/bulk.ts'
import { addCollectorRoutes } from './routes/collector.ts'
import { addDashboardRoutes } from './routes/dashboard.ts'
import { addImportRoutes } from './routes/imports.ts'
import { addManualRoutes } from './routes/manual.ts'
import { addPaperRoutes } from './routes/papers.ts'
import { addScheduleRoutes } from './routes/schedule.ts'
import { addTableRoutes } from './routes/table.ts'

/** Every address of the app; each feature has a file of its own. */
export function addRoutes(web: Web, platform: Platform): void {
  addCollectorRoutes(web, platform)
  addDashboardRoutes(web, platform)
  addImportRoutes(web, platform)
  addScheduleRoutes(web, platform)
  addTableRoutes(web, platform)
  addBulkRoutes(web, platform)
  addPaperRoutes(web, platform)
  addManualRoutes(web, platform)
}
